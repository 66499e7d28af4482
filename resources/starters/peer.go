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

var files = []string{"Adventures of Tintin", "Twilight saga", "Windows 8"} // what this peer has; change it

const (
	timeToLive = 3                // a search is forwarded while its hops are below this
	remembered = 10 * time.Second // for so long a search is not forwarded again, nor an error reported again
	patience   = 2 * time.Second  // that another peer has for an answer
	attempts   = 2                // a datagram may be lost: a request by UDP is sent again
	idle       = 30 * time.Second // after which a silent connection is closed
)

var (
	refusals = map[string]string{"9996": "the registry is full", "9997": "another name has this address",
		"9998": "this peer is registered already", "9999": "the bootstrap server calls the message malformed"}
	requests    = regexp.MustCompile(`^(PING|JOIN|LEAVE|SER)\b`)
	answers     = regexp.MustCompile(`^(JOINOK|LEAVEOK|REGOK|UNROK|SEROK|PONG|ERROR)\b`)
	errorReport = regexp.MustCompile(`(?i)\b(errors?|exception|fail\w*|invalid|malformed|bad|wrong|not|un\w+(ed|wn))\b`)
	hidden      = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]`)
	prefix      = regexp.MustCompile(`^\d{4} `)
	regok       = regexp.MustCompile(`^REGOK (\d{1,4})(.*)$`)
	table       = regexp.MustCompile(`^(?:JOIN|LEAVE) (\S+) (\d{1,5})$`)
	search      = regexp.MustCompile(`^SER (\S+ \d{1,5}) "([^"]+)" (\d{1,4})$`)
	found       = regexp.MustCompile(`^SEROK \d{1,4} (\S+) (\d+) (\d+) (.+)$`)
	fileName    = regexp.MustCompile(`"[^"]*"|\S+`)
)

// frameOf writes a frame: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING".
func frameOf(body string) string { return fmt.Sprintf("%04d %s", len(body)+5, body) }

// bodyOf goes the other way round; false when the number is not how many bytes there are.
func bodyOf(frame string) (string, bool) {
	if !prefix.MatchString(frame) || number(frame[:4]) != len(frame) {
		return "", false
	}
	return frame[5:], true
}

// readFrame reads one frame. A TCP stream has no messages: the first five bytes say how many more belong to it.
func readFrame(stream io.Reader) string {
	start, _ := io.ReadAll(io.LimitReader(stream, 5))
	if !prefix.Match(start) {
		return string(start)
	}
	rest, _ := io.ReadAll(io.LimitReader(stream, int64(number(string(start[:4]))-5)))
	return string(start) + string(rest)
}

func number(digits string) int { value, _ := strconv.Atoi(digits); return value }

// addressOf turns "ip port", as messages have it, into "ip:port", as the net package has it.
func addressOf(words string) string { return strings.Replace(words, " ", ":", 1) }

// say prints one line. What others sent may hold anything, so control characters never reach the terminal.
func say(format string, values ...any) {
	fmt.Println(hidden.ReplaceAllString(fmt.Sprintf(format, values...), "?"))
}

// Peer is one participant. Its fields and the functions on it are used by one goroutine at a time: that with the lock.
type Peer struct {
	sync.Mutex
	name, bootstrap, address, self string // address is "ip:port", and self is "ip port"
	byUDP, leaving                 bool
	udp                            net.PacketConn
	neighbours                     map[string]bool
	seen                           map[string]bool        // searches and unreadable input of the last seconds
	awaited                        map[string]chan string // whose answer by UDP is awaited
	searches                       int                    // how many we started
}

// check ends the program where it cannot take part.
func (peer *Peer) check(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s cannot take part: %s.\n", peer.name, err)
		os.Exit(1)
	}
}

// listen opens both sockets on the same port, at the ip that the bootstrap server is reached from.
func (peer *Peer) listen(port string) {
	probe, err := net.Dial("udp4", peer.bootstrap) // nothing is sent for this
	peer.check(err)
	peer.bootstrap = probe.RemoteAddr().String()
	ip, _, _ := net.SplitHostPort(probe.LocalAddr().String())
	tcp, err := net.Listen("tcp4", ip+":"+port)
	peer.check(err)
	peer.address = tcp.Addr().String()
	peer.self = strings.Replace(peer.address, ":", " ", 1)
	peer.udp, err = net.ListenPacket("udp4", peer.address)
	peer.check(err)
	go func() {
		for line, err := tcp.Accept(); err == nil; line, err = tcp.Accept() {
			go peer.serve(line)
		}
	}()
	go func() {
		datagram := make([]byte, 65535) // one datagram is one frame
		for size, sender, err := peer.udp.ReadFrom(datagram); err == nil; size, sender, err = peer.udp.ReadFrom(datagram) {
			reply := func(answer []byte) { peer.udp.WriteTo(answer, sender) }
			peer.received(string(datagram[:size]), sender.String(), reply)
		}
	}()
	say("%s listens on %s", peer.name, peer.address)
}

// serve answers one connection, which may carry many frames. The sender's port is another one for each connection.
func (peer *Peer) serve(line net.Conn) {
	defer line.Close()
	sender, _, _ := net.SplitHostPort(line.RemoteAddr().String())
	for readable := true; readable; {
		line.SetDeadline(time.Now().Add(idle))
		frame := readFrame(line)
		readable = frame != "" && peer.received(frame, sender, func(answer []byte) { line.Write(answer) })
	}
}

// received returns whether that was a frame: behind a wrong length nobody knows where the next one begins.
func (peer *Peer) received(frame, sender string, reply func([]byte)) bool {
	peer.Lock()
	defer peer.Unlock()
	say("received from %s: %s", sender, frame)
	body, framed := bodyOf(frame)
	answer, readable := "ERROR", false
	if framed {
		answer, readable = peer.answer(body, sender)
	}
	// Errors are reported seldom, and never about an error report: two peers could go on for ever.
	verb := requests.FindString(body)
	isReport := verb == "" && errorReport.MatchString(frame)
	if answer != "" && (readable || !isReport && peer.isNew(fmt.Sprint(sender, framed, verb))) {
		say("sent to %s: %s", sender, frameOf(answer))
		reply([]byte(frameOf(answer)))
	}
	return framed
}

// isNew returns whether this search, or this kind of error, did not come in the last seconds.
func (peer *Peer) isNew(key string) bool {
	known := peer.seen[key]
	if !known {
		peer.seen[key] = true
		time.AfterFunc(remembered, func() { peer.Lock(); delete(peer.seen, key); peer.Unlock() })
	}
	return !known
}

// answer returns what to answer, or "", and whether the body is readable. An answer is never answered.
func (peer *Peer) answer(body, sender string) (string, bool) {
	switch verb, _, _ := strings.Cut(body, " "); verb {
	case "PING":
		return "PONG", true
	case "JOIN", "LEAVE":
		parts := table.FindStringSubmatch(body)
		if parts != nil && peer.changeTable(verb, parts[1], number(parts[2])) {
			return verb + "OK 0", true
		}
		return verb + "OK 9999", parts != nil
	case "SER":
		if parts := search.FindStringSubmatch(body); parts != nil {
			return peer.search(parts[1], parts[2], number(parts[3])), true
		}
	case "SEROK":
		show(body)
	default:
		if waiting := peer.awaited[sender]; waiting != nil && answers.MatchString(body) {
			waiting <- body
			delete(peer.awaited, sender)
		}
	}
	if answers.MatchString(body) {
		return "", true
	}
	return "ERROR", false
}

// changeTable puts another peer into the neighbour table, or takes it out. It returns whether that can be done.
func (peer *Peer) changeTable(verb, ip string, port int) bool {
	other := fmt.Sprintf("%s:%d", ip, port)
	possible := !peer.leaving && other != peer.address && port > 0 && port < 65536
	if verb == "LEAVE" {
		possible = peer.neighbours[other]
		delete(peer.neighbours, other)
	} else if possible {
		peer.neighbours[other] = true
	}
	if possible {
		say("neighbours: [%s]", strings.Join(peer.list(), ", "))
	}
	return possible
}

func (peer *Peer) list() (addresses []string) {
	for address := range peer.neighbours {
		addresses = append(addresses, address)
	}
	sort.Strings(addresses)
	return addresses
}

// search looks among our files, on whole words, and passes the search on to our neighbours.
func (peer *Peer) search(asker, query string, hops int) string {
	names, count := "", 0
	for _, file := range files {
		if hasWords(file, query) {
			names += ` "` + file + `"`
			count++
		}
	}
	answer := fmt.Sprintf("SEROK %d %s %d%s", count, peer.self, hops, names)
	isNew := peer.isNew(asker + " " + query)
	for other := range peer.neighbours {
		if isNew && hops < timeToLive && other != addressOf(asker) {
			go peer.send(other, fmt.Sprintf(`SER %s "%s" %d`, asker, query, hops+1), false)
		}
	}
	if hops == 0 {
		return answer // the asker itself speaks to us: it is told even that there is nothing
	}
	if isNew && count > 0 {
		go peer.send(addressOf(asker), answer, false) // straight to the asker, not back along the path
	}
	return ""
}

func hasWords(file, query string) bool {
	words := " " + strings.Join(strings.Fields(strings.ToLower(file)), " ") + " "
	for _, word := range strings.Fields(strings.ToLower(query)) {
		if !strings.Contains(words, " "+word+" ") {
			return false
		}
	}
	return true
}

// send sends one frame; nobody may have the lock meanwhile. With wait, it returns the answer's body or "".
func (peer *Peer) send(to, body string, wait bool) string {
	say("sent to %s: %s", to, frameOf(body))
	answer := ""
	if peer.byUDP {
		answer = peer.sendByUDP(to, body, wait)
	} else if line, err := net.DialTimeout("tcp4", to, patience); err == nil {
		defer line.Close()
		line.SetDeadline(time.Now().Add(patience))
		io.WriteString(line, frameOf(body))
		if wait {
			frame := readFrame(line)
			say("received from %s: %s", to, frame)
			answer, _ = bodyOf(frame)
			show(answer)
		}
	}
	if wait && answer == "" {
		say("no answer from %s", to)
	}
	return answer
}

// sendByUDP sends from the port on which we listen, so that the answer is received there.
func (peer *Peer) sendByUDP(to, body string, wait bool) string {
	place, err := net.ResolveUDPAddr("udp4", to)
	if err != nil {
		return ""
	}
	answer := make(chan string, 1)
	if wait {
		peer.Lock()
		peer.awaited[to] = answer
		peer.Unlock()
	}
	for attempt := 0; attempt < attempts; attempt++ {
		peer.udp.WriteTo([]byte(frameOf(body)), place)
		if !wait {
			return ""
		}
		select {
		case body := <-answer:
			return body
		case <-time.After(patience):
		}
	}
	return ""
}

// ask sends a search to all neighbours. Each that has files answers, and so do peers behind them.
func (peer *Peer) ask(words string) {
	// Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
	query := words + strings.Repeat(" ", peer.searches%10)
	peer.searches++
	peer.isNew(peer.self + " " + query) // when it comes back to us, it is not forwarded
	body := fmt.Sprintf(`SER %s "%s" 0`, peer.self, query)
	for _, other := range peer.list() {
		go peer.send(other, body, !peer.byUDP)
	}
}

// show prints what somebody found.
func show(body string) {
	if parts := found.FindStringSubmatch(body); parts != nil {
		for _, name := range fileName.FindAllString(parts[4], -1) {
			say(`found "%s" at %s:%s, hops %s`, strings.Trim(name, `"`), parts[1], parts[2], parts[3])
		}
	}
}

// enter registers, then joins everybody whom the bootstrap server offers.
func (peer *Peer) enter() {
	answer := peer.send(peer.bootstrap, "REG "+peer.self+" "+peer.name, true)
	if answer == "REGOK 9998" { // left over from a peer that crashed here
		peer.send(peer.bootstrap, "UNREG "+peer.self+" "+peer.name, true)
		answer = peer.send(peer.bootstrap, "REG "+peer.self+" "+peer.name, true)
	}
	parts := regok.FindStringSubmatch(answer)
	if parts == nil {
		peer.check(fmt.Errorf("no bootstrap server answers there"))
	} else if refusal, refused := refusals[parts[1]]; refused {
		peer.check(fmt.Errorf("%s", refusal))
	}
	words, names, width := strings.Fields(parts[2]), []string{}, 3 // "ip port name" for each neighbour
	if len(words) == 2*number(parts[1]) {
		width = 2 // some servers leave out the name
	}
	for at := 0; at+width <= len(words); at += width {
		names = append(names, map[int]string{2: words[at] + ":" + words[at+1], 3: words[at+width-1]}[width])
	}
	say("Node registered with Bootstrap Server: Neighbors - [%s]", strings.Join(names, ", "))
	for at := 0; at+width <= len(words); at += width {
		if peer.send(words[at]+":"+words[at+1], "JOIN "+peer.self, true) == "JOINOK 0" {
			peer.Lock()
			peer.changeTable("JOIN", words[at], number(words[at+1]))
			peer.Unlock()
		}
	}
}

// leave says LEAVE to all neighbours at once, whatever they answer, then UNREG.
func (peer *Peer) leave() {
	peer.Lock()
	peer.leaving = true
	others, left := peer.list(), make(chan string)
	peer.Unlock()
	for _, other := range others {
		go func(other string) { left <- peer.send(other, "LEAVE "+peer.self, true) }(other)
	}
	for range others {
		<-left
	}
	peer.send(peer.bootstrap, "UNREG "+peer.self+" "+peer.name, true)
	say("%s has left", peer.name)
}

func main() {
	line := strings.Join(os.Args[1:], " ")
	args := strings.Fields(strings.Replace(line, "--udp", "", 1))
	if len(args) < 2 || len(args) > 3 {
		fmt.Fprintln(os.Stderr, "go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]")
		os.Exit(1)
	}
	peer := &Peer{name: args[0], bootstrap: append(args, "127.0.0.1:5000")[2], byUDP: strings.Contains(line, "--udp")}
	peer.neighbours, peer.seen, peer.awaited = map[string]bool{}, map[string]bool{}, map[string]chan string{}
	stop := make(chan os.Signal, 2)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	peer.listen(args[1])
	peer.enter()
	go func() {
		for input := bufio.NewScanner(os.Stdin); input.Scan(); {
			command, words, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(input.Text(), `"`, "")), " ")
			peer.Lock()
			switch {
			case command == "exit":
				stop <- os.Interrupt
			case command == "search" && words != "":
				peer.ask(words)
			case command == "neighbours":
				say("neighbours: [%s]", strings.Join(peer.list(), ", "))
			case command == "files":
				say("files: [%s]", strings.Join(files, ", "))
			default:
				say("commands: search WORDS, neighbours, files, exit")
			}
			peer.Unlock()
		}
	}()
	<-stop
	peer.leave()
}
