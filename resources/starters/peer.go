// A peer of a syncPulse network in one file: Go 1.18 or later, standard library only.
//
//	go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]
//	go run peer.go anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers requests by TCP and by
// UDP. It sends its own by TCP, or by UDP with --udp. Type "search WORDS", "neighbours", "files" or "exit".
// "exit", Ctrl-C and SIGTERM end it: it leaves its neighbours and unregisters first.
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
	"strconv"
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
	refusals = map[string]string{"": "no bootstrap server answers there", "9996": "the registry is full",
		"9997": "another name has this address", "9998": "this peer is registered already",
		"9999": "the bootstrap server calls the message malformed"}
	hidden      = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]`)
	prefix      = regexp.MustCompile(`^\d{4} `)
	requests    = regexp.MustCompile(`^(PING|JOIN|LEAVE|SER)\b`)
	answers     = regexp.MustCompile(`^(JOINOK|LEAVEOK|REGOK|UNROK|SEROK|PONG|ERROR)\b`)
	regok       = regexp.MustCompile(`^(?:REGOK (\d{1,4})(.*))?`)
	tableChange = regexp.MustCompile(`^(?:JOIN|LEAVE) (\S+ \d{1,5})$`)
	search      = regexp.MustCompile(`^SER (\S+ \d{1,5}) "([^"]+)" (\d{1,4})$`)
	found       = regexp.MustCompile(`^SEROK \d{1,4} (\S+) (\d+) (\d+) (.+)$`)
	fileName    = regexp.MustCompile(`"[^"]*"|\S+`)
	errorReport = regexp.MustCompile(`(?i)\b(errors?|exception|fail\w*|invalid|malformed|bad|wrong|not|un\w+(ed|wn))\b`)

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

// frameOf writes a frame: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING".
func frameOf(body string) string { return fmt.Sprintf("%04d %s", len(body)+5, body) }

// bodyOf goes the other way round; false when the number is not how many bytes there are.
func bodyOf(frame string) (string, bool) {
	if !strings.HasPrefix(frame, fmt.Sprintf("%04d ", len(frame))) {
		return "", false
	}
	return frame[5:], true
}

// readFrame reads one frame. A TCP stream has no messages: the first five bytes say how many more belong to it.
func readFrame(stream io.Reader) string {
	start, _ := io.ReadAll(io.LimitReader(stream, 5))
	length := number(strings.TrimSpace(prefix.FindString(string(start))))
	rest, _ := io.ReadAll(io.LimitReader(stream, int64(length-5)))
	return string(start) + string(rest)
}

func number(digits string) int { value, _ := strconv.Atoi(digits); return value }

// say prints one line. What others sent may hold anything, so control characters never reach the terminal.
func say(format string, values ...any) {
	fmt.Println(hidden.ReplaceAllString(fmt.Sprintf(format, values...), "?"))
}

// must ends the program where it cannot take part.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatalf("%s cannot take part: %s.", name, err)
	}
	return value
}

// listen opens both sockets on the same port, at the ip that the bootstrap server is reached from.
func listen(port string) {
	probe := must(net.Dial("udp4", bootstrap)) // nothing is sent for this
	bootstrap = probe.RemoteAddr().String()
	ip, _, _ := net.SplitHostPort(probe.LocalAddr().String())
	tcp := must(net.Listen("tcp4", ip+":"+port))
	address = tcp.Addr().String()
	self = strings.Replace(address, ":", " ", 1)
	udp = must(net.ListenPacket("udp4", address))
	say("%s listens on %s", name, address)
	go func() {
		for line, err := tcp.Accept(); err == nil; line, err = tcp.Accept() {
			sender, _, _ := net.SplitHostPort(line.RemoteAddr().String()) // its port is another one for each connection
			go serve(line, sender, idle)
		}
	}()
	go func() {
		datagram := make([]byte, 65535) // one datagram is one frame
		for size, sender, err := udp.ReadFrom(datagram); err == nil; size, sender, err = udp.ReadFrom(datagram) {
			reply := func(answer string) { udp.WriteTo([]byte(answer), sender) }
			received(string(datagram[:size]), sender.String(), reply)
		}
	}()
}

// serve takes all frames of a connection, whoever opened it, until nothing comes for so long.
func serve(line net.Conn, sender string, silence time.Duration) {
	defer line.Close()
	for framed := true; framed; { // behind a wrong length nobody knows where the next frame begins
		line.SetReadDeadline(time.Now().Add(silence))
		frame := readFrame(line)
		framed = frame != "" && received(frame, sender, func(answer string) { io.WriteString(line, answer) })
	}
}

// received takes one frame, and returns whether it is one.
func received(frame, sender string, reply func(string)) bool {
	lock.Lock()
	defer lock.Unlock()
	say("received from %s: %s", sender, frame)
	body, framed := bodyOf(frame)
	verb := requests.FindString(body)
	answer, readable := answerTo(body, verb, sender)
	// Errors are reported seldom, and never about an error report: two peers could go on for ever.
	isReport := verb == "" && errorReport.MatchString(frame)
	if answer != "" && (readable || !isReport && isNew(fmt.Sprint(sender, framed, verb))) {
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
	case change != nil && changeTable(verb, strings.Replace(change[1], " ", ":", 1)):
		return verb + "OK 0", true
	case verb == "JOIN" || verb == "LEAVE":
		return verb + "OK 9999", change != nil
	case query != nil:
		return searchFor(query[1], query[2], number(query[3])), true
	case !answers.MatchString(body):
		return "ERROR", false
	case find != nil:
		for _, file := range fileName.FindAllString(find[4], -1) {
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

// changeTable puts another peer into the neighbour table, or takes it out. It returns whether that can be done.
func changeTable(verb, other string) bool {
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
		return false
	}
	say("neighbours: [%s]", strings.Join(neighbours, ", "))
	return true
}

// searchFor looks among our files, on whole words, and passes the search on to our neighbours.
func searchFor(asker, query string, hops int) string {
	names := []string{}
	for _, file := range files {
		words := strings.Join(strings.Fields(regexp.QuoteMeta(file)), "|")
		rest := regexp.MustCompile(`(?i)\b(`+words+`)\b`).ReplaceAllString(query, "")
		if strings.TrimSpace(rest) == "" { // without the words of the file, nothing is left of the query
			names = append(names, ` "`+file+`"`)
		}
	}
	answer := fmt.Sprintf("SEROK %d %s %d%s", len(names), self, hops, strings.Join(names, ""))
	to, isNew := strings.Replace(asker, " ", ":", 1), isNew(asker+" "+query)
	for _, other := range neighbours {
		if isNew && hops < timeToLive && other != to {
			go send(other, fmt.Sprintf(`SER %s "%s" %d`, asker, query, hops+1))
		}
	}
	if hops == 0 {
		return answer // the asker itself speaks to us: it is told even that there is nothing
	}
	if isNew && len(names) > 0 {
		go send(to, answer) // straight to the asker, not back along the path
	}
	return ""
}

// send sends one frame. By UDP from the port on which we listen, so that the answer is received there; by TCP the
// connection is served until it is closed, since the answer comes on it.
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
func ask(to, body string) string {
	answer := make(chan string, 1)
	lock.Lock()
	awaited[to] = answer
	lock.Unlock()
	for attempt := 0; attempt < attempts; attempt++ {
		send(to, body)
		select {
		case body := <-answer:
			return body
		case <-time.After(patience):
			say("no answer from %s", to)
		}
	}
	return ""
}

// find sends a search to all neighbours. Each that has files answers, and so do peers behind them.
func find(words string) {
	// Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
	query := words + strings.Repeat(" ", searches%10)
	searches++
	isNew(self + " " + query) // when it comes back to us, it is not forwarded
	for _, other := range neighbours {
		go send(other, fmt.Sprintf(`SER %s "%s" 0`, self, query))
	}
}

// enter registers, then joins everybody whom the bootstrap server offers.
func enter() {
	me := self + " " + name
	answer := ask(bootstrap, "REG "+me)
	if answer == "REGOK 9998" { // left over from a peer that crashed here
		ask(bootstrap, "UNREG "+me)
		answer = ask(bootstrap, "REG "+me)
	}
	parts := regok.FindStringSubmatch(answer)
	if refusal, refused := refusals[parts[1]]; refused {
		log.Fatalf("%s cannot take part: %s.", name, refusal)
	}
	form := ` (\S+) (\d+)` // and the name of each neighbour; some servers leave it out
	if len(strings.Fields(parts[2])) > 2*number(parts[1]) {
		form += ` (\S+)`
	}
	offers, names := regexp.MustCompile(form).FindAllStringSubmatch(parts[2], -1), []string{}
	for _, offer := range offers {
		names = append(names, offer[len(offer)-1])
	}
	say("Node registered with Bootstrap Server: Neighbors - [%s]", strings.Join(names, ", "))
	for _, offer := range offers {
		if other := offer[1] + ":" + offer[2]; ask(other, "JOIN "+self) == "JOINOK 0" {
			lock.Lock()
			changeTable("JOIN", other)
			lock.Unlock()
		}
	}
}

// leave says LEAVE to all neighbours at once, whatever they answer, then UNREG.
func leave() {
	lock.Lock()
	leaving = true
	others, left := append([]string{}, neighbours...), make(chan string)
	lock.Unlock()
	for _, other := range others {
		go func(other string) { left <- ask(other, "LEAVE "+self) }(other)
	}
	for range others {
		<-left
	}
	ask(bootstrap, "UNREG "+self+" "+name)
	say("%s has left", name)
	os.Exit(0)
}

// obey does what a line of the prompt says.
func obey(line string) {
	lock.Lock()
	defer lock.Unlock()
	switch command, words, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(line, `"`, "")), " "); {
	case command == "exit":
		stop <- os.Interrupt
	case command == "search" && words != "":
		find(words)
	case command == "neighbours":
		say("neighbours: [%s]", strings.Join(neighbours, ", "))
	case command == "files":
		say("files: [%s]", strings.Join(files, ", "))
	default:
		say("commands: search WORDS, neighbours, files, exit")
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
	go func() { <-stop; leave() }()
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		obey(input.Text())
	}
	select {} // the input has ended; a signal is waited for
}
