// A peer of a syncPulse network in one file: Java 17 or later, nothing to install or to compile.
//
//     java Peer.java NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]
//     java Peer.java anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers requests by TCP and by
// UDP. It sends its own by TCP, or by UDP with --udp. Type "search WORDS", "neighbours", "files" or "exit".
// "exit", Ctrl-C and SIGTERM end it: it leaves its neighbours and unregisters first.

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.Pattern;
import java.util.stream.*;

public class Peer {
    static final List<String> FILES = List.of("Adventures of Tintin", "Twilight saga", "Windows 8"); // change them
    static final int TIME_TO_LIVE = 3; // a search is forwarded while its hops are below this
    static final long REMEMBERED = 10_000; // ms in which a search is not forwarded again, nor an error reported again
    static final int PATIENCE = 2_000; // milliseconds that another peer has for an answer
    static final int ATTEMPTS = 2; // a datagram may be lost: a request by UDP is sent again
    static final int IDLE = 30_000; // milliseconds after which a silent connection is closed
    static final Map<String, String> REFUSALS = Map.of(
            "9996", "the registry is full",
            "9997", "this address is registered under another name",
            "9998", "this peer is registered already",
            "9999", "the bootstrap server calls the message malformed");
    static final Set<String> ANSWERS = Set.of("JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR");
    static final Set<String> REQUESTS = Set.of("PING", "JOIN", "LEAVE", "SER");
    static final Pattern ERROR_REPORT =
            Pattern.compile("(?i)\\b(errors?|exception|fail\\w*|invalid|malformed|bad|wrong|not|un\\w+(ed|wn))\\b");

    /** Who somebody is in this protocol: an ip and a port. Printed as "ip:port". */
    record Address(String ip, int port) implements Comparable<Address> {
        static Address of(SocketAddress socketAddress) {
            var internet = (InetSocketAddress) socketAddress;
            return new Address(internet.getAddress().getHostAddress(), internet.getPort());
        }

        InetSocketAddress socketAddress() {
            return new InetSocketAddress(ip, port);
        }

        public int compareTo(Address other) {
            return toString().compareTo(other.toString());
        }

        public String toString() {
            return ip + ":" + port;
        }
    }

    interface Reply {
        void send(byte[] frame) throws IOException;
    }

    final String name;
    final Address bootstrap;
    final Address me;
    final ServerSocket tcp;
    final DatagramSocket udp;
    final Set<Address> neighbours = new ConcurrentSkipListSet<>(); // the neighbour table
    final Map<String, Long> seen = new ConcurrentHashMap<>(); // searches and unreadable input, and when they came
    final Map<Address, BlockingQueue<String>> awaited = new ConcurrentHashMap<>(); // whose answer by UDP is awaited
    final boolean byUdp;
    int searches = 0; // how many we started
    final ExecutorService threads = Executors.newCachedThreadPool();
    volatile boolean leaving = false;

    // Frames: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING".

    static byte[] frameOf(String body) {
        return String.format("%04d %s", body.getBytes(UTF_8).length + 5, body).getBytes(UTF_8);
    }

    /** The other way round; null when the number is not how many bytes there are. */
    static String bodyOf(byte[] frame) {
        String text = new String(frame, UTF_8);
        boolean whole = text.matches("(?s)[0-9]{4} .*") && Integer.parseInt(text.substring(0, 4)) == frame.length;
        return whole ? text.substring(5) : null;
    }

    /** A TCP stream has no messages, only bytes: the first five say how many more belong to the frame. */
    static byte[] readFrame(InputStream stream) throws IOException {
        byte[] start = stream.readNBytes(5);
        String digits = new String(start, UTF_8);
        if (!digits.matches("[0-9]{4} ")) return start;
        int length = Math.max(Integer.parseInt(digits.trim()), 5);
        byte[] frame = Arrays.copyOf(start, length);
        int count = 5 + stream.readNBytes(frame, 5, length - 5);
        return Arrays.copyOf(frame, count);
    }

    /** Prints one line. What others sent may hold anything, so control characters never reach the terminal. */
    static void say(String text) {
        System.out.println(text.replaceAll("\\p{C}", "?"));
    }

    static void say(String what, Object who, byte[] frame) {
        say(what + " " + who + ": " + new String(frame, UTF_8));
    }

    Peer(String name, int port, InetSocketAddress server, boolean byUdp) throws IOException {
        this.name = name;
        this.byUdp = byUdp;
        if (server.isUnresolved()) throw new IOException("nothing is known about " + server.getHostName());
        bootstrap = Address.of(server);
        // Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
        InetAddress ip;
        try (var probe = new DatagramSocket()) {
            probe.connect(server);
            ip = probe.getLocalAddress();
        }
        tcp = new ServerSocket(port, 128, ip);
        me = Address.of(tcp.getLocalSocketAddress());
        udp = new DatagramSocket(me.port, ip);
        threads.submit(this::listenTcp);
        threads.submit(this::listenUdp);
        say(name + " listens on " + me);
    }

    // Listening

    Void listenTcp() throws IOException {
        while (true) {
            Socket line = tcp.accept();
            threads.submit(() -> serve(line));
        }
    }

    /** One connection may carry many frames; each is answered on it. */
    void serve(Socket line) {
        try (line) {
            line.setSoTimeout(IDLE);
            String sender = line.getInetAddress().getHostAddress(); // its port is another one for each connection
            byte[] frame;
            do {
                frame = readFrame(line.getInputStream());
            } while (frame.length > 0 && received(frame, sender, answer -> line.getOutputStream().write(answer)));
        } catch (IOException silentOrGone) {
            // Then there is nothing left to say.
        }
    }

    Void listenUdp() {
        while (true) {
            try {
                var datagram = new DatagramPacket(new byte[65_535], 65_535); // one datagram is one frame
                udp.receive(datagram);
                byte[] frame = Arrays.copyOf(datagram.getData(), datagram.getLength());
                SocketAddress from = datagram.getSocketAddress();
                received(frame, Address.of(from), reply -> udp.send(new DatagramPacket(reply, reply.length, from)));
            } catch (IOException gone) {
                // Somebody whom we answered is gone.
            }
        }
    }

    /** Returns whether that was a frame: behind a wrong length nobody knows where the next one begins. */
    boolean received(byte[] frame, Object sender, Reply reply) throws IOException {
        say("received from", sender, frame);
        String body = bodyOf(frame);
        String answer = body == null ? "ERROR" : answer(body, sender);
        if (answer != null && (isReadable(body) || mayReport(sender, body, new String(frame, UTF_8)))) {
            say("sent to", sender, frameOf(answer));
            reply.send(frameOf(answer));
        }
        return body != null;
    }

    /** Errors are reported seldom, and never about an error report: two peers could go on for ever. */
    boolean mayReport(Object sender, String body, String text) {
        String verb = body == null ? "no frame" : REQUESTS.contains(verbOf(body)) ? verbOf(body) : "unknown";
        boolean isReport = !REQUESTS.contains(verb) && ERROR_REPORT.matcher(text).find();
        return !isReport && isNew(sender + " " + verb);
    }

    /** Whether this search, or this kind of error, did not come in the last seconds. */
    boolean isNew(String key) {
        long now = System.currentTimeMillis();
        seen.values().removeIf(at -> now - at >= REMEMBERED);
        return seen.putIfAbsent(key, now) == null;
    }

    static final Pattern TABLE = Pattern.compile("(?:JOIN|LEAVE) (\\S+) (\\d{1,5})");
    static final Pattern SEARCH = Pattern.compile("SER (\\S+) (\\d{1,5}) \"([^\"]+)\" (\\d{1,4})");
    static final Pattern FOUND = Pattern.compile("SEROK \\d{1,4} (\\S+) (\\d+) (\\d+) (.+)");
    static final Pattern NAME = Pattern.compile("\"[^\"]*\"|\\S+");

    static String verbOf(String body) {
        return body.split(" ", 2)[0];
    }

    static boolean isReadable(String body) {
        if (body == null) return false;
        return body.equals("PING") || TABLE.matcher(body).matches() || SEARCH.matcher(body).matches();
    }

    /** What to answer, or null. An answer is never answered. */
    String answer(String body, Object sender) {
        String verb = verbOf(body);
        switch (verb) {
            case "PING":
                return "PONG";
            case "JOIN", "LEAVE": {
                var parts = TABLE.matcher(body);
                boolean done = parts.matches() && changeTable(verb, address(parts.group(1), parts.group(2)));
                return verb + "OK " + (done ? 0 : 9999);
            }
            case "SER": {
                var parts = SEARCH.matcher(body);
                if (!parts.matches()) return "ERROR";
                Address asker = address(parts.group(1), parts.group(2));
                return search(asker, parts.group(3), Integer.parseInt(parts.group(4)));
            }
            case "SEROK":
                show(body);
                return null;
            default:
                if (!ANSWERS.contains(verb)) return "ERROR";
                if (sender instanceof Address && awaited.containsKey(sender)) awaited.get(sender).offer(body);
                return null;
        }
    }

    static Address address(String ip, String port) {
        return new Address(ip, Integer.parseInt(port));
    }

    /** Puts another peer into the neighbour table, or takes it out. Returns whether that can be done. */
    synchronized boolean changeTable(String verb, Address other) {
        if (verb.equals("LEAVE")) {
            if (!neighbours.remove(other)) return false;
        } else {
            if (leaving || other.equals(me) || other.port < 1 || other.port > 65_535) return false;
            neighbours.add(other);
        }
        say("neighbours: " + neighbours);
        return true;
    }

    /** Looks among our files, on whole words, and passes the search on to our neighbours. */
    String search(Address asker, String query, int hops) {
        List<String> found = FILES.stream().filter(file -> wordsOf(file).containsAll(wordsOf(query))).toList();
        String names = found.stream().map(file -> " \"" + file + "\"").collect(Collectors.joining());
        String answer = "SEROK " + found.size() + " " + me.ip + " " + me.port + " " + hops + names;

        boolean isNew = isNew(asker + " " + query);
        if (isNew && hops < TIME_TO_LIVE) {
            String further = "SER " + asker.ip + " " + asker.port + " \"" + query + "\" " + (hops + 1);
            for (Address other : neighbours) {
                if (!other.equals(asker)) threads.submit(() -> send(other, further, false));
            }
        }
        if (hops == 0) return answer; // the asker itself speaks to us: it is told even that there is nothing
        // Straight to the asker, not back along the path.
        if (isNew && !found.isEmpty()) threads.submit(() -> send(asker, answer, false));
        return null;
    }

    static Set<String> wordsOf(String text) {
        return new TreeSet<>(List.of(text.toLowerCase().trim().split("\\s+")));
    }

    // Asking

    /** Sends one frame. With wait, returns the answer's body, or "" when there is none. */
    String send(Address to, String body, boolean wait) {
        try {
            say("sent to", to, frameOf(body));
            return byUdp ? sendByUdp(to, body, wait) : sendByTcp(to, body, wait);
        } catch (IOException | InterruptedException | IllegalArgumentException problem) {
            say("no answer from " + to + ": " + problem.getMessage());
            return "";
        }
    }

    String sendByTcp(Address to, String body, boolean wait) throws IOException {
        try (var line = new Socket()) {
            line.connect(to.socketAddress(), PATIENCE);
            line.setSoTimeout(PATIENCE);
            line.getOutputStream().write(frameOf(body));
            if (!wait) return "";
            byte[] frame = readFrame(line.getInputStream());
            say("received from", to, frame);
            return Objects.requireNonNullElse(bodyOf(frame), "");
        }
    }

    /** From the port on which we listen, so that the answer comes to listenUdp. */
    String sendByUdp(Address to, String body, boolean wait) throws IOException, InterruptedException {
        var answers = new LinkedBlockingQueue<String>();
        if (wait) awaited.put(to, answers);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] frame = frameOf(body);
            udp.send(new DatagramPacket(frame, frame.length, to.socketAddress()));
            String answer = wait ? answers.poll(PATIENCE, TimeUnit.MILLISECONDS) : "";
            if (answer != null) return answer;
        }
        throw new IOException("it took too long");
    }

    /** Sends a search to all neighbours. Each that has files answers, and so do peers behind them. */
    void ask(String words) {
        // Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
        String query = words + " ".repeat(searches++ % 10);
        isNew(me + " " + query); // when it comes back to us, it is not forwarded
        String search = "SER " + me.ip + " " + me.port + " \"" + query + "\" 0";
        for (Address other : neighbours) threads.submit(() -> show(send(other, search, !byUdp)));
    }

    /** Prints what somebody found. */
    static void show(String body) {
        var parts = FOUND.matcher(body);
        if (!parts.matches()) return;
        String where = " at " + parts.group(1) + ":" + parts.group(2) + ", hops " + parts.group(3);
        NAME.matcher(parts.group(4)).results().forEach(
                name -> say("found \"" + name.group().replace("\"", "") + "\"" + where));
    }

    /** Registers, then joins everybody whom the bootstrap server offers. */
    void enter() throws IOException {
        String self = me.ip + " " + me.port + " " + name;
        String answer = send(bootstrap, "REG " + self, true);
        if (answer.equals("REGOK 9998")) { // left over from a peer that crashed here
            send(bootstrap, "UNREG " + self, true);
            answer = send(bootstrap, "REG " + self, true);
        }
        var parts = Pattern.compile("REGOK (\\d{1,4})(?: (.+))?").matcher(answer);
        if (!parts.matches()) throw new IOException("no bootstrap server answers there");
        if (REFUSALS.containsKey(parts.group(1))) throw new IOException(REFUSALS.get(parts.group(1)));

        String[] words = parts.group(2) == null ? new String[0] : parts.group(2).split(" ");
        int width = words.length / Math.max(Integer.parseInt(parts.group(1)), 1); // some leave out the name
        var offers = new ArrayList<Address>();
        var names = new ArrayList<String>();
        for (int at = 0; at + 1 < words.length; at += Math.max(width, 2)) {
            offers.add(address(words[at], words[at + 1]));
            names.add(width == 3 ? words[at + 2] : words[at] + ":" + words[at + 1]);
        }
        say("Node registered with Bootstrap Server: Neighbors - " + names);
        for (Address other : offers) {
            if (send(other, "JOIN " + me.ip + " " + me.port, true).equals("JOINOK 0")) changeTable("JOIN", other);
        }
    }

    /** Says LEAVE to all neighbours at once, whatever they answer, then UNREG. */
    void leave() {
        leaving = true;
        neighbours.parallelStream().forEach(other -> send(other, "LEAVE " + me.ip + " " + me.port, true));
        send(bootstrap, "UNREG " + me.ip + " " + me.port + " " + name, true);
        say(name + " has left");
        Runtime.getRuntime().halt(0);
    }

    void readCommands() throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.replace("\"", "").trim().split(" ", 2);
            switch (words[0]) {
                case "exit" -> System.exit(0);
                case "neighbours" -> say("neighbours: " + neighbours);
                case "files" -> say("files: " + FILES);
                default -> {
                    if (words[0].equals("search") && words.length == 2) ask(words[1]);
                    else say("commands: search WORDS, neighbours, files, exit");
                }
            }
        }
    }

    public static void main(String[] arguments) {
        boolean byUdp = List.of(arguments).contains("--udp");
        String[] args = Stream.of(arguments).filter(arg -> !arg.equals("--udp")).toArray(String[]::new);
        if (args.length < 2 || args.length > 3) {
            System.err.println("java Peer.java NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]");
            System.exit(1);
        }
        String server = args.length == 3 ? args[2] : "127.0.0.1:5000";
        int colon = server.lastIndexOf(':');
        try {
            var bootstrap = new InetSocketAddress(
                    server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
            Peer peer = new Peer(args[0], Integer.parseInt(args[1]), bootstrap, byUdp);
            peer.enter();
            // Runs on Ctrl-C, on SIGTERM, and on System.exit().
            Runtime.getRuntime().addShutdownHook(new Thread(peer::leave));
            peer.readCommands();
        } catch (IOException problem) {
            System.err.println(args[0] + " cannot take part: " + problem.getMessage() + ".");
            System.exit(1);
        }
    }
}
