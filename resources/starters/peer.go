// A peer of a syncPulse network in one file: Go 1.18 or later, standard library only.
//
//	go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT] [--udp], as in: go run peer.go anna 6001 127.0.0.1:5000
//
// It registers, joins the neighbours that it is offered, answers by TCP and UDP, and asks by TCP, or by UDP with --udp.
// Type "search WORDS", "neighbours", "files" or "exit", which leaves and unregisters first, as Ctrl-C and SIGTERM do.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"regexp"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	timeToLive = 3                // a search is forwarded while its hops are below this
	remembered = 10 * time.Second // for so long a search is not forwarded again, nor an error reported again
	patience   = 2 * time.Second  // that another peer has for an answer
	attempts   = 2                // a datagram may be lost: a request is sent again
	idle       = 30 * time.Second // after which a silent connection is closed
)

var (
	files    = []string{"Adventures of Tintin", "Twilight saga", "Windows 8"} // what this peer has; change it
	refusals = map[string]any{"": "no bootstrap server answers there", "9996": "the registry is full",
		"9997": "another name has this address", "9998": "this peer is registered already",
		"9999": "the bootstrap server calls the message malformed"}
	requests       = regexp.MustCompile(`^(PING|JOIN|LEAVE|SER)\b`)
	answers        = regexp.MustCompile(`^(JOINOK|LEAVEOK|REGOK|UNROK|SEROK|PONG|ERROR)\b`)
	tableChange    = regexp.MustCompile(`^(?:(?:JOIN|LEAVE) (\S+ \d{1,5})$)?`)
	search         = regexp.MustCompile(`^SER (\S+ \d{1,5}) "([^"]+)" (\d{1,4})$`)
	found          = regexp.MustCompile(`^SEROK \d{1,4} (\S+) (\d+) (\d+) (.+)$`)
	errorReport    = regexp.MustCompile(`(?i)\b(errors?|exception|fail\w*|invalid|malformed|bad|wrong|not|un\w+(ed|wn))\b`)
	hidden, prefix = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]`), regexp.MustCompile(`^\d{4} `)

	name, bootstrap, address, self string // addresses are "ip:port"; self is ours as messages have it: "ip port"
	byUDP, leaving                 bool
	udp                            net.PacketConn
	lock                           sync.Mutex                 // who has it may use what changes
	neighbours                     []string                   // the neighbour table, sorted
	seen                           = map[string]bool{}        // searches and unreadable input of the last seconds
	awaited                        = map[string]chan string{} // whose answer is awaited
	stop                           = make(chan os.Signal, 2)
	searches                       int // how many we started
)

// frameOf writes a frame: four digits that count all of its bytes, a space, and the body: "0009 PING".
func frameOf(body string) string       { return fmt.Sprintf("%04d %s", len(body)+5, body) }
func number(digits string) (value int) { fmt.Sscanf(digits, "%d", &value); return value }

// locked runs what uses the variables that change.
func locked(run func()) { lock.Lock(); defer lock.Unlock(); run() }

// say prints one line. What others sent may hold anything, so control characters never reach the terminal.
func say(format string, values ...any) {
	fmt.Println(hidden.ReplaceAllString(fmt.Sprintf(format, values...), "?"))
}

// must ends the program where it cannot take part.
func must[T any](value T, problem any) T {
	if problem != nil {
		log.Fatalf("%s cannot take part: %s.", name, problem)
	}
	return value
}

// listen opens both sockets on the same port, at the ip that the bootstrap server is reached from.
func listen(port string) {
	probe := must(net.Dial("udp4", bootstrap)) // nothing is sent for this
	bootstrap = probe.RemoteAddr().String()
	tcp := must(net.Listen("tcp4", fmt.Sprint(probe.LocalAddr().(*net.UDPAddr).IP, ":", port)))
	address = tcp.Addr().String()
	self = strings.Replace(address, ":", " ", 1)
	udp = must(net.ListenPacket("udp4", address))
	say("%s listens on %s", name, address)
	go func() {
		for line, err := tcp.Accept(); err == nil; line, err = tcp.Accept() {
			go serve(line, fmt.Sprint(line.RemoteAddr().(*net.TCPAddr).IP), idle) // each connection has another port
		}
	}()
	go func() {
		datagram := make([]byte, 65535) // one datagram is one frame
		for size, sender, err := udp.ReadFrom(datagram); err == nil; size, sender, err = udp.ReadFrom(datagram) {
			received(string(datagram[:size]), sender.String(), func(answer string) { udp.WriteTo([]byte(answer), sender) })
		}
	}()
}

// serve takes all frames of a connection, whoever opened it, until nothing comes for so long.
func serve(line net.Conn, sender string, silence time.Duration) {
	defer line.Close()
	for framed := true; framed; { // behind a wrong length nobody knows where the next frame begins
		line.SetReadDeadline(time.Now().Add(silence))
		start, _ := io.ReadAll(io.LimitReader(line, 5)) // a stream has no messages: these say how many more bytes come
		rest, _ := io.ReadAll(io.LimitReader(line, int64(number(prefix.FindString(string(start)))-5)))
		frame := string(start) + string(rest)
		framed = frame != "" && received(frame, sender, func(answer string) { io.WriteString(line, answer) })
	}
}

// received takes one frame, and returns whether it is one: whether its number is how many bytes there are.
func received(frame, sender string, reply func(string)) bool {
	lock.Lock()
	defer lock.Unlock()
	say("received from %s: %s", sender, frame)
	body := prefix.ReplaceAllString(frame, "")
	framed := frame == frameOf(body)
	if !framed {
		body = ""
	}
	verb := requests.FindString(body)
	answer, readable := answerTo(body, verb, sender)
	// Errors are reported seldom, and never about an error report: two peers could go on for ever.
	mayReport := verb != "" || !errorReport.MatchString(frame)
	if answer != "" && (readable || mayReport && isNew(fmt.Sprint(sender, framed, verb))) {
		say("sent to %s: %s", sender, frameOf(answer))
		reply(frameOf(answer))
	}
	return framed
}

// answerTo returns what to answer, or "", and whether the body is readable. An answer is never answered.
func answerTo(body, verb, sender string) (string, bool) {
	change, query := tableChange.FindStringSubmatch(body), search.FindStringSubmatch(body)
	switch find := found.FindStringSubmatch(body); {
	case verb == "PING":
		return "PONG", true
	case verb == "JOIN" || verb == "LEAVE":
		return verb + changeTable(verb, strings.Replace(change[1], " ", ":", 1)), change[1] != ""
	case query != nil:
		return searchFor(query[1], query[2], number(query[3])), true
	case !answers.MatchString(body):
		return "ERROR", false
	case find != nil:
		for _, file := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(find[4], -1) {
			say("found %s at %s:%s, hops %s", file, find[1], find[2], find[3])
		}
	case awaited[sender] != nil:
		awaited[sender] <- body
		delete(awaited, sender)
	}
	return "", true
}

// isNew returns whether this search, or this kind of error, did not come in the last seconds.
func isNew(key string) bool {
	known := seen[key]
	if !known {
		seen[key] = true
		time.AfterFunc(remembered, func() { lock.Lock(); delete(seen, key); lock.Unlock() })
	}
	return !known
}

// changeTable puts another peer into the neighbour table, or takes it out. It returns how the answer ends.
func changeTable(verb, other string) string {
	at := sort.SearchStrings(neighbours, other)
	known := at < len(neighbours) && neighbours[at] == other
	port := number(other[strings.LastIndex(other, ":")+1:])
	mayJoin := verb == "JOIN" && !leaving && other != address && port > 0 && port < 65536
	switch {
	case verb == "LEAVE" && known:
		neighbours = append(neighbours[:at], neighbours[at+1:]...)
	case mayJoin && !known:
		neighbours = append(neighbours, other)
		sort.Strings(neighbours)
	case !mayJoin:
		return "OK 9999"
	}
	say("neighbours: [%s]", strings.Join(neighbours, ", "))
	return "OK 0"
}

// searchFor looks among our files, on whole words, and passes the search on. A search of our own has -1 hops here.
func searchFor(asker, query string, hops int) string {
	to, names, isNew := strings.Replace(asker, " ", ":", 1), []string{}, isNew(asker+" "+query)
	for _, file := range files {
		words := regexp.MustCompile(`(?i)\b(` + strings.ReplaceAll(regexp.QuoteMeta(file), " ", "|") + `)\b`)
		if strings.TrimSpace(words.ReplaceAllString(query, "")) == "" { // nothing is left of the query without them
			names = append(names, ` "`+file+`"`)
		}
	}
	answer := fmt.Sprintf("SEROK %d %s %d%s", len(names), self, hops, strings.Join(names, ""))
	for _, other := range neighbours {
		if isNew && hops < timeToLive && other != to {
			go send(other, fmt.Sprintf(`SER %s "%s" %d`, asker, query, hops+1))
		}
	}
	switch {
	case hops == 0: // the asker itself sent this: it is answered even where there is nothing
		return answer
	case hops > 0 && isNew && len(names) > 0: // straight to the asker, not back along the path
		go send(to, answer)
	}
	return ""
}

// send sends one frame: by UDP from the port on which we listen, where the answer comes; by TCP it comes on the line.
func send(to, body string) {
	say("sent to %s: %s", to, frameOf(body))
	if byUDP {
		place, _ := net.ResolveUDPAddr("udp4", to)
		udp.WriteTo([]byte(frameOf(body)), place)
	} else if line, err := net.DialTimeout("tcp4", to, patience); err == nil {
		io.WriteString(line, frameOf(body))
		go serve(line, to, patience)
	}
}

// ask sends a request, and returns the body of the answer, or "". Nobody may have the lock meanwhile.
func ask(to, body string) (answer string) {
	answers := make(chan string, 1)
	locked(func() { awaited[to] = answers })
	for attempt := 0; attempt < attempts && answer == ""; attempt++ {
		send(to, body)
		select {
		case answer = <-answers:
		case <-time.After(patience):
			say("no answer from %s", to)
		}
	}
	return answer
}

// enter registers, then joins everybody whom the bootstrap server offers.
func enter() {
	answer := ask(bootstrap, "REG "+self+" "+name)
	if answer == "REGOK 9998" { // left over from a peer that crashed here
		ask(bootstrap, "UNREG "+self+" "+name)
		answer = ask(bootstrap, "REG "+self+" "+name)
	}
	parts := regexp.MustCompile(`^(?:REGOK (\d{1,4})(.*))?`).FindStringSubmatch(answer)
	must(answer, refusals[parts[1]])
	offer, shown := regexp.MustCompile(` (\S+) (\d+) (\S+)`), ", $3" // the name of each; some servers leave it out
	if len(strings.Fields(parts[2])) <= 2*number(parts[1]) {
		offer, shown = regexp.MustCompile(` (\S+) (\d+)`), ", $1:$2"
	}
	names := strings.TrimPrefix(offer.ReplaceAllString(parts[2], shown), ", ")
	say("Node registered with Bootstrap Server: Neighbors - [%s]", names)
	for _, place := range offer.FindAllStringSubmatch(parts[2], -1) {
		if other := place[1] + ":" + place[2]; ask(other, "JOIN "+self) == "JOINOK 0" {
			locked(func() { changeTable("JOIN", other) })
		}
	}
}

// obey does what each line of the prompt says.
func obey() {
	for input := bufio.NewScanner(os.Stdin); input.Scan(); lock.Unlock() {
		lock.Lock()
		switch command, words, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(input.Text(), `"`, "")), " "); {
		case command == "exit":
			stop <- os.Interrupt
		case command == "search" && words != "":
			searches++ // peers ignore a search that they know: more spaces make it a new one, for the same files
			searchFor(self, words+strings.Repeat(" ", searches%10), -1)
		case command == "neighbours":
			say("neighbours: [%s]", strings.Join(neighbours, ", "))
		case command == "files":
			say("files: [%s]", strings.Join(files, ", "))
		default:
			say("commands: search WORDS, neighbours, files, exit")
		}
	}
}

func main() {
	log.SetFlags(0)
	line := strings.Join(os.Args[1:], " ")
	args := strings.Fields(strings.Replace(line, "--udp", "", 1))
	if len(args) < 2 || len(args) > 3 {
		log.Fatal("go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]")
	}
	name, bootstrap, byUDP = args[0], append(args, "127.0.0.1:5000")[2], strings.Contains(line, "--udp")
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	listen(args[1])
	enter()
	go obey()
	<-stop // then LEAVE to all neighbours at once, whatever they answer, and UNREG
	others, left := []string{}, sync.WaitGroup{}
	locked(func() { others, leaving = append(others, neighbours...), true })
	left.Add(len(others))
	for _, other := range others {
		go func(other string) { ask(other, "LEAVE "+self); left.Done() }(other)
	}
	left.Wait()
	ask(bootstrap, "UNREG "+self+" "+name)
	say("%s has left", name)
}
