// A peer of a syncPulse network in one file: Go 1.18 or later, standard library only.
//
//	go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT]
//	go run peer.go anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers whoever speaks to it,
// on TCP and on UDP. Ctrl-C, SIGTERM or a line "exit" ends it: it leaves its neighbours and unregisters first.
package main

import (
	"bufio"
	"errors"
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
	"unicode"
)

var files = []string{"Adventures of Tintin", "Twilight saga", "Windows 8"} // what this peer has; change it

const (
	timeToLive = 3                // a search is forwarded while its hops are below this
	remembered = 10 * time.Second // for so long a search that was seen is not forwarded again
	patience   = 2 * time.Second  // that another peer has for an answer
	idle       = 30 * time.Second // after which a silent connection is closed
)

var refusals = map[string]string{
	"9996": "the registry is full",
	"9997": "this address is registered under another name",
	"9998": "this peer is registered already",
	"9999": "the bootstrap server calls the message malformed",
}

// Frames: four digits, a blank, the body. The number counts the octets of all of it: "0009 PING".

func frameOf(body string) string {
	return fmt.Sprintf("%04d %s", len(body)+5, body) // len counts octets, not characters
}

var prefix = regexp.MustCompile(`^\d{4} `)

// bodyOf goes the other way round; false when the number is not how many octets there are.
func bodyOf(frame string) (string, bool) {
	if !prefix.MatchString(frame) || number(frame[:4]) != len(frame) {
		return "", false
	}
	return frame[5:], true
}

// readFrame reads one frame. A TCP stream has no messages: the first five octets say how many more belong to it.
func readFrame(stream io.Reader) string {
	start := make([]byte, 5)
	count, _ := io.ReadFull(stream, start)
	if count < 5 || !prefix.Match(start) {
		return string(start[:count])
	}
	rest, _ := io.ReadAll(io.LimitReader(stream, int64(number(string(start[:4]))-5)))
	return string(start) + string(rest)
}

func number(digits string) int {
	value, _ := strconv.Atoi(digits)
	return value
}

// say prints one line. What others sent may hold anything, so control characters never reach the terminal.
func say(format string, values ...any) {
	visible := func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}
	fmt.Println(strings.Map(visible, fmt.Sprintf(format, values...)))
}

// Peer is one participant. Addresses are kept as "ip:port", which is who somebody is in this protocol.
type Peer struct {
	name, bootstrap, ip, port string
	lock                      sync.Mutex // every connection is served by a goroutine of its own
	neighbours                map[string]bool
	seen                      map[string]time.Time // searches, and when they came
	leaving                   bool
}

func (peer *Peer) address() string { return net.JoinHostPort(peer.ip, peer.port) }

// listen opens both sockets on the same port.
func (peer *Peer) listen(port string) error {
	// Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
	probe, err := net.Dial("udp4", peer.bootstrap)
	if err != nil {
		return err
	}
	peer.ip = probe.LocalAddr().(*net.UDPAddr).IP.String()
	probe.Close()
	tcp, err := net.Listen("tcp4", net.JoinHostPort(peer.ip, port))
	if err != nil {
		return err
	}
	peer.port = fmt.Sprint(tcp.Addr().(*net.TCPAddr).Port)
	udp, err := net.ListenPacket("udp4", peer.address())
	if err != nil {
		return err
	}
	go peer.listenTCP(tcp)
	go peer.listenUDP(udp)
	say("%s listens on %s", peer.name, peer.address())
	return nil
}

func (peer *Peer) listenTCP(tcp net.Listener) {
	for {
		if line, err := tcp.Accept(); err == nil {
			go peer.serve(line)
		}
	}
}

// serve answers one connection, which may carry many frames.
func (peer *Peer) serve(line net.Conn) {
	defer line.Close()
	for readable := true; readable; {
		line.SetDeadline(time.Now().Add(idle))
		frame := readFrame(line)
		if frame == "" {
			return
		}
		readable = peer.received(frame, line.RemoteAddr(), func(answer []byte) { line.Write(answer) })
	}
}

func (peer *Peer) listenUDP(udp net.PacketConn) {
	datagram := make([]byte, 65535)
	for {
		size, sender, err := udp.ReadFrom(datagram) // one datagram is one frame
		if err == nil {
			peer.received(string(datagram[:size]), sender, func(answer []byte) { udp.WriteTo(answer, sender) })
		}
	}
}

// received returns whether that was a frame: behind a wrong length nobody knows where the next one begins.
func (peer *Peer) received(frame string, sender net.Addr, reply func([]byte)) bool {
	say("received from %s: %s", sender, frame)
	body, readable := bodyOf(frame)
	answer := "ERROR"
	if readable {
		answer = peer.answer(body)
	}
	if answer != "" {
		say("sent to %s: %s", sender, frameOf(answer))
		reply([]byte(frameOf(answer)))
	}
	return readable
}

var (
	table  = regexp.MustCompile(`^(?:JOIN|LEAVE) (\S+) (\d{1,5})$`)
	search = regexp.MustCompile(`^SER (\S+) (\d{1,5}) "([^"]+)" (\d{1,4})$`)
)

// answer returns what to answer, or "". An answer is never answered: two peers could go on for ever.
func (peer *Peer) answer(body string) string {
	verb, _, _ := strings.Cut(body, " ")
	switch verb {
	case "PING":
		return "PONG"
	case "JOIN", "LEAVE":
		if parts := table.FindStringSubmatch(body); parts != nil && peer.changeTable(verb, parts[1], parts[2]) {
			return verb + "OK 0"
		}
		return verb + "OK 9999"
	case "SER":
		if parts := search.FindStringSubmatch(body); parts != nil {
			return peer.search(parts[1], parts[2], parts[3], number(parts[4]))
		}
		return "ERROR"
	case "JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR":
		return ""
	}
	return "ERROR"
}

// changeTable puts another peer into the neighbour table, or takes it out. It returns whether that can be done.
func (peer *Peer) changeTable(verb, ip, port string) bool {
	peer.lock.Lock()
	defer peer.lock.Unlock()
	other := net.JoinHostPort(ip, fmt.Sprint(number(port)))
	if verb == "LEAVE" {
		if !peer.neighbours[other] {
			return false
		}
		delete(peer.neighbours, other)
	} else {
		if peer.leaving || other == peer.address() || number(port) < 1 || number(port) > 65535 {
			return false
		}
		peer.neighbours[other] = true
	}
	say("neighbours: [%s]", strings.Join(sorted(peer.neighbours), ", "))
	return true
}

func sorted(addresses map[string]bool) []string {
	list := make([]string, 0, len(addresses))
	for address := range addresses {
		list = append(list, address)
	}
	sort.Strings(list)
	return list
}

// search looks among our files, on whole words, and passes the search on to our neighbours.
func (peer *Peer) search(ip, port, query string, hops int) string {
	names, count := "", 0
	for _, file := range files {
		if hasWords(file, query) {
			names += ` "` + file + `"`
			count++
		}
	}
	answer := fmt.Sprintf("SEROK %d %s %s %d%s", count, peer.ip, peer.port, hops, names)
	asker := net.JoinHostPort(ip, port)

	peer.lock.Lock()
	defer peer.lock.Unlock()
	key := asker + " " + query
	isNew := time.Since(peer.seen[key]) >= remembered
	if isNew {
		for known, at := range peer.seen {
			if time.Since(at) >= remembered {
				delete(peer.seen, known)
			}
		}
		peer.seen[key] = time.Now()
	}
	if isNew && hops < timeToLive {
		for other := range peer.neighbours {
			if other != asker {
				go peer.send(other, fmt.Sprintf(`SER %s %s "%s" %d`, ip, port, query, hops+1), false)
			}
		}
	}
	if hops == 0 {
		return answer // the asker itself speaks to us: it is told even that there is nothing
	}
	if isNew && count > 0 {
		go peer.send(asker, answer, false) // straight to the asker, not back along the path
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

// send sends one frame by TCP. With wait, it returns the answer's body, or "" when there is none.
func (peer *Peer) send(to, body string, wait bool) string {
	line, err := net.DialTimeout("tcp", to, patience)
	if err != nil {
		say("no answer from %s: %s", to, err)
		return ""
	}
	defer line.Close()
	line.SetDeadline(time.Now().Add(patience))
	say("sent to %s: %s", to, frameOf(body))
	io.WriteString(line, frameOf(body))
	if !wait {
		return ""
	}
	frame := readFrame(line)
	say("received from %s: %s", to, frame)
	answer, _ := bodyOf(frame)
	return answer
}

var regok = regexp.MustCompile(`^REGOK (\d{1,4})(.*)$`)

// enter registers, then joins everybody whom the bootstrap server offers.
func (peer *Peer) enter() error {
	me := peer.ip + " " + peer.port
	answer := peer.send(peer.bootstrap, "REG "+me+" "+peer.name, true)
	if answer == "REGOK 9998" { // left over from a peer that crashed here
		peer.send(peer.bootstrap, "UNREG "+me+" "+peer.name, true)
		answer = peer.send(peer.bootstrap, "REG "+me+" "+peer.name, true)
	}
	parts := regok.FindStringSubmatch(answer)
	if parts == nil {
		return errors.New("no bootstrap server answers there")
	}
	if refusal, refused := refusals[parts[1]]; refused {
		return errors.New(refusal)
	}
	words, count, names := strings.Fields(parts[2]), number(parts[1]), []string{}
	width := 3 // "ip port name" for each neighbour; some servers leave out the name
	if len(words) == 2*count {
		width = 2
	}
	for at := 0; at+width <= len(words); at += width {
		name := net.JoinHostPort(words[at], words[at+1])
		if width == 3 {
			name = words[at+2]
		}
		names = append(names, name)
	}
	say("Node registered with Bootstrap Server: Neighbors - [%s]", strings.Join(names, ", "))
	for at := 0; at+width <= len(words); at += width {
		if peer.send(net.JoinHostPort(words[at], words[at+1]), "JOIN "+me, true) == "JOINOK 0" {
			peer.changeTable("JOIN", words[at], words[at+1])
		}
	}
	return nil
}

// leave says LEAVE to all neighbours at once, whatever they answer, then UNREG.
func (peer *Peer) leave() {
	peer.lock.Lock()
	peer.leaving = true
	others := sorted(peer.neighbours)
	peer.lock.Unlock()
	var all sync.WaitGroup
	for _, other := range others {
		all.Add(1)
		go func(other string) {
			defer all.Done()
			peer.send(other, "LEAVE "+peer.ip+" "+peer.port, true)
		}(other)
	}
	all.Wait()
	peer.send(peer.bootstrap, "UNREG "+peer.ip+" "+peer.port+" "+peer.name, true)
	say("%s has left", peer.name)
}

func main() {
	if len(os.Args) < 3 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "go run peer.go NAME PORT [BOOTSTRAP_HOST:PORT]")
		os.Exit(1)
	}
	peer := &Peer{name: os.Args[1], bootstrap: "127.0.0.1:5000"}
	peer.neighbours, peer.seen = map[string]bool{}, map[string]time.Time{}
	if len(os.Args) == 4 {
		peer.bootstrap = os.Args[3]
	}
	stop := make(chan os.Signal, 2)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	err := peer.listen(os.Args[2])
	if err == nil {
		err = peer.enter()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s cannot take part: %s.\n", peer.name, err)
		os.Exit(1)
	}
	go func() {
		for input := bufio.NewScanner(os.Stdin); input.Scan(); {
			if strings.TrimSpace(input.Text()) == "exit" {
				stop <- os.Interrupt
			}
		}
	}()
	<-stop
	peer.leave()
}
