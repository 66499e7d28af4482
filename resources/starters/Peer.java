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
import java.util.regex.*;

public class Peer {
    static final List<String> FILES = List.of("Adventures of Tintin", "Twilight saga", "Windows 8"); // change them
    static final int TIME_TO_LIVE = 3; // a search is forwarded while its hops are below this
    static final int REMEMBERED = 10_000; // ms in which a search is not forwarded again, nor an error reported again
    static final int PATIENCE = 2_000; // milliseconds that another peer has for an answer
    static final int ATTEMPTS = 2; // a datagram may be lost: a request by UDP is sent again
    static final int IDLE = 30_000; // milliseconds after which a silent connection is closed
    static final Map<String, String> REFUSALS = Map.of(
            "9996", "the registry is full", "9997", "this address is registered under another name",
            "9998", "this peer is registered already", "9999", "the bootstrap server calls the message malformed");
    static final Pattern FILE_NAME = Pattern.compile("\"[^\"]*\"|\\S+");
    static final Set<String> REQUESTS = Set.of("PING", "JOIN", "LEAVE", "SER");
    static final Set<String> ANSWERS = Set.of("JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR");
    static final Pattern ERROR_REPORT =
            Pattern.compile("(?i)\\b(errors?|exception|fail\\w*|invalid|malformed|bad|wrong|not|un\\w+(ed|wn))\\b");

    final String name, bootstrap, address, self; // addresses are "ip:port"; self is ours as messages have it: "ip port"
    final boolean byUdp;
    final DatagramSocket udp;
    final Set<String> neighbours = new ConcurrentSkipListSet<>(); // the neighbour table
    final Map<String, Long> seen = new ConcurrentHashMap<>(); // searches and unreadable input, and when they came
    final Map<String, BlockingQueue<String>> awaited = new ConcurrentHashMap<>(); // whose answer by UDP is awaited
    final ExecutorService threads = Executors.newCachedThreadPool();
    int searches = 0; // how many we started
    volatile boolean leaving = false;

    Peer(String name, int port, InetSocketAddress server, boolean byUdp) throws IOException {
        this.name = name;
        this.byUdp = byUdp;
        // Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
        var probe = new DatagramSocket();
        probe.connect(server);
        InetAddress ip = probe.getLocalAddress();
        probe.close();
        bootstrap = addressOf(server.getAddress(), server.getPort());
        var tcp = new ServerSocket(port, 128, ip);
        address = addressOf(ip, tcp.getLocalPort());
        self = address.replace(':', ' ');
        udp = new DatagramSocket(tcp.getLocalPort(), ip);
        threads.submit(() -> serve(tcp));
        threads.submit(this::listenUdp);
        say(name + " listens on " + address);
    }

    static String addressOf(InetAddress ip, int port) {
        return ip.getHostAddress() + ":" + port;
    }

    static InetSocketAddress placeOf(String address) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Prints one line. What others sent may hold anything, so control characters never reach the terminal. */
    static void say(String text) {
        System.out.println(text.replaceAll("\\p{C}", "?"));
    }

    /** A frame: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING". */
    static byte[] frameOf(String body) {
        return String.format("%04d %s", body.getBytes(UTF_8).length + 5, body).getBytes(UTF_8);
    }

    /** The other way round; null when the number is not how many bytes there are. */
    static String bodyOf(byte[] frame) {
        String text = new String(frame, UTF_8);
        return text.startsWith(String.format("%04d ", frame.length)) ? text.substring(5) : null;
    }

    /** A TCP stream has no messages, only bytes: the first five say how many more belong to the frame. */
    static byte[] readFrame(InputStream stream) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(stream.readNBytes(5));
        int length = frame.toString(UTF_8).matches("[0-9]{4} ") ? Integer.parseInt(frame.toString(UTF_8).trim()) : 0;
        frame.write(stream.readNBytes(Math.max(length - 5, 0)));
        return frame.toByteArray();
    }

    /** Serves the next connection, and lets another thread wait for the one after it. It may carry many frames. */
    Void serve(ServerSocket tcp) throws IOException {
        try (Socket line = tcp.accept()) {
            threads.submit(() -> serve(tcp));
            line.setSoTimeout(IDLE);
            String sender = line.getInetAddress().getHostAddress(); // its port is another one for each connection
            byte[] frame;
            do {
                frame = readFrame(line.getInputStream());
                if (frame.length > 0) line.getOutputStream().write(received(frame, sender));
            } while (bodyOf(frame) != null); // behind a wrong length nobody knows where the next one begins
            return null;
        }
    }

    Void listenUdp() {
        while (true) {
            var datagram = new DatagramPacket(new byte[65_535], 65_535); // one datagram is one frame
            try {
                udp.receive(datagram);
                byte[] frame = Arrays.copyOf(datagram.getData(), datagram.getLength());
                datagram.setData(received(frame, addressOf(datagram.getAddress(), datagram.getPort())));
                if (datagram.getLength() > 0) udp.send(datagram); // back to its sender
            } catch (IOException goneByNow) { // somebody whom we answered
            }
        }
    }

    /** Returns the frame to answer with; no bytes where nothing is to be answered. */
    byte[] received(byte[] frame, String sender) {
        say("received from " + sender + ": " + new String(frame, UTF_8));
        String body = bodyOf(frame);
        String answer = body == null ? report(sender, "no frame", new String(frame, UTF_8)) : answer(sender, body);
        if (answer == null) return new byte[0];
        say("sent to " + sender + ": " + new String(frameOf(answer), UTF_8));
        return frameOf(answer);
    }

    /** What to answer, or null. An answer is never answered. */
    String answer(String sender, String body) {
        String verb = body.split(" ", 2)[0];
        Matcher change = Pattern.compile("(JOIN|LEAVE) (\\S+ \\d{1,5})").matcher(body);
        Matcher ser = Pattern.compile("SER (\\S+ \\d{1,5}) \"([^\"]+)\" (\\d{1,4})").matcher(body);
        if (verb.equals("PING")) return "PONG";
        if (change.matches()) return changeTable(change.group(1), change.group(2).replace(' ', ':'));
        if (ser.matches()) return search(ser.group(1).replace(' ', ':'), ser.group(2), Integer.parseInt(ser.group(3)));
        if (!ANSWERS.contains(verb)) return report(sender, verb, body);
        if (verb.equals("SEROK")) show(body);
        else if (awaited.containsKey(sender)) awaited.get(sender).offer(body);
        return null;
    }

    /** Errors are reported seldom, and never about an error report: two peers could go on for ever. */
    String report(String sender, String verb, String text) {
        boolean isRequest = REQUESTS.contains(verb);
        if (!isRequest && ERROR_REPORT.matcher(text).find()) return null;
        String kind = isRequest || verb.equals("no frame") ? verb : "unknown";
        if (!isNew(sender + " " + kind)) return null;
        return verb.equals("JOIN") || verb.equals("LEAVE") ? verb + "OK 9999" : "ERROR";
    }

    /** Whether this search, or this kind of error, did not come in the last seconds. */
    boolean isNew(String key) {
        seen.values().removeIf(at -> System.currentTimeMillis() - at >= REMEMBERED);
        return seen.putIfAbsent(key, System.currentTimeMillis()) == null;
    }

    /** Puts another peer into the neighbour table, or takes it out. Returns what to answer to it. */
    synchronized String changeTable(String verb, String other) {
        int port = Integer.parseInt(other.replaceFirst(".*:", ""));
        boolean mayJoin = !leaving && !other.equals(address) && port > 0 && port < 65_536;
        if (verb.equals("LEAVE") ? !neighbours.remove(other) : !mayJoin) return verb + "OK 9999";
        if (verb.equals("JOIN")) neighbours.add(other);
        say("neighbours: " + neighbours);
        return verb + "OK 0";
    }

    /** Looks among our files, on whole words, and passes the search on to our neighbours. */
    String search(String asker, String query, int hops) {
        List<String> words = List.of(query.toLowerCase().trim().split("\\s+"));
        List<String> found = FILES.stream().filter(file -> List.of(file.toLowerCase().split(" ")).containsAll(words))
                .map(file -> " \"" + file + "\"").toList();
        String answer = "SEROK " + found.size() + " " + self + " " + hops + String.join("", found);
        String further = "SER " + asker.replace(':', ' ') + " \"" + query + "\" " + (hops + 1);
        boolean isNew = isNew(asker + " " + query);
        for (String other : isNew && hops < TIME_TO_LIVE ? neighbours : Set.<String>of()) {
            if (!other.equals(asker)) threads.submit(() -> send(other, further, false));
        }
        if (hops == 0) return answer; // the asker itself speaks to us: it is told even that there is nothing
        if (isNew && !found.isEmpty()) threads.submit(() -> send(asker, answer, false)); // not back along the path
        return null;
    }

    /** Sends one frame. With wait, returns the answer's body, or "" when there is none. */
    String send(String to, String body, boolean wait) {
        try {
            say("sent to " + to + ": " + new String(frameOf(body), UTF_8));
            return byUdp ? sendByUdp(to, frameOf(body), wait) : sendByTcp(to, frameOf(body), wait);
        } catch (IOException | InterruptedException | IllegalArgumentException problem) {
            say("no answer from " + to + ": " + problem.getMessage());
            return "";
        }
    }

    String sendByTcp(String to, byte[] frame, boolean wait) throws IOException {
        try (var line = new Socket()) {
            line.connect(placeOf(to), PATIENCE);
            line.setSoTimeout(PATIENCE);
            line.getOutputStream().write(frame);
            if (!wait) return "";
            byte[] answer = readFrame(line.getInputStream());
            say("received from " + to + ": " + new String(answer, UTF_8));
            return Objects.requireNonNullElse(bodyOf(answer), "");
        }
    }

    /** From the port on which we listen, so that the answer comes to listenUdp. */
    String sendByUdp(String to, byte[] frame, boolean wait) throws IOException, InterruptedException {
        var answers = new LinkedBlockingQueue<String>();
        if (wait) awaited.put(to, answers);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            udp.send(new DatagramPacket(frame, frame.length, placeOf(to)));
            String answer = wait ? answers.poll(PATIENCE, TimeUnit.MILLISECONDS) : "";
            if (answer != null) return answer;
        }
        throw new IOException("it took too long");
    }

    /** Sends a search to all neighbours. Each that has files answers, and so do peers behind them. */
    void ask(String words) {
        // Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
        String query = words + " ".repeat(searches++ % 10);
        isNew(address + " " + query); // when it comes back to us, it is not forwarded
        String search = "SER " + self + " \"" + query + "\" 0";
        for (String other : neighbours) threads.submit(() -> show(send(other, search, !byUdp)));
    }

    /** Prints what somebody found. */
    static void show(String body) {
        Matcher found = Pattern.compile("SEROK \\d{1,4} (\\S+) (\\d+) (\\d+) (.+)").matcher(body);
        if (!found.matches()) return;
        String where = " at " + found.group(1) + ":" + found.group(2) + ", hops " + found.group(3);
        FILE_NAME.matcher(found.group(4)).results().forEach(file -> say("found " + file.group() + where));
    }

    String askServer(String verb) {
        return send(bootstrap, verb + " " + self + " " + name, true);
    }

    /** Registers, then joins everybody whom the bootstrap server offers. */
    void enter() throws IOException {
        String answer = askServer("REG"); // "REG ip port name", with the prefix before it
        if (answer.equals("REGOK 9998")) askServer("UNREG"); // left over from a peer that crashed here
        if (answer.equals("REGOK 9998")) answer = askServer("REG");
        Matcher regok = Pattern.compile("REGOK (\\d{1,4})(.*)").matcher(answer);
        if (!regok.matches()) throw new IOException("no bootstrap server answers there");
        if (REFUSALS.containsKey(regok.group(1))) throw new IOException(REFUSALS.get(regok.group(1)));
        // "ip port name" for each neighbour; some servers leave out the name.
        boolean named = regok.group(2).split(" ").length > 3 * Integer.parseInt(regok.group(1));
        String offer = named ? " (\\S+ \\d{1,5}) (\\S+)" : " ((\\S+ \\d{1,5}))";
        Matcher offers = Pattern.compile(offer).matcher(regok.group(2));
        var names = new LinkedHashMap<String, String>(); // by address
        while (offers.find()) names.put(offers.group(1).replace(' ', ':'), offers.group(2).replace(' ', ':'));
        say("Node registered with Bootstrap Server: Neighbors - " + names.values());
        for (String other : names.keySet()) {
            if (send(other, "JOIN " + self, true).equals("JOINOK 0")) changeTable("JOIN", other);
        }
    }

    /** Says LEAVE to all neighbours at once, whatever they answer, then UNREG. */
    void leave() {
        leaving = true;
        neighbours.parallelStream().forEach(other -> send(other, "LEAVE " + self, true));
        askServer("UNREG");
        say(name + " has left");
        Runtime.getRuntime().halt(0);
    }

    void obey(String line) {
        String[] words = line.replace("\"", "").trim().split(" ", 2);
        if (words[0].equals("exit")) System.exit(0);
        else if (words[0].equals("search") && words.length == 2) ask(words[1]);
        else if (words[0].equals("neighbours")) say("neighbours: " + neighbours);
        else say(words[0].equals("files") ? "files: " + FILES : "commands: search WORDS, neighbours, files, exit");
    }

    public static void main(String[] arguments) {
        var args = new ArrayList<String>(List.of(arguments));
        boolean byUdp = args.remove("--udp");
        if (args.size() < 2 || args.size() > 3) {
            System.err.println("java Peer.java NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]");
            System.exit(1);
        }
        try {
            InetSocketAddress server = placeOf(args.size() == 3 ? args.get(2) : "127.0.0.1:5000");
            Peer peer = new Peer(args.get(0), Integer.parseInt(args.get(1)), server, byUdp);
            peer.enter();
            Runtime.getRuntime().addShutdownHook(new Thread(peer::leave)); // on Ctrl-C, SIGTERM, and System.exit()
            new BufferedReader(new InputStreamReader(System.in)).lines().forEach(peer::obey);
        } catch (IOException problem) {
            System.err.println(args.get(0) + " cannot take part: " + problem.getMessage() + ".");
            System.exit(1);
        }
    }
}
