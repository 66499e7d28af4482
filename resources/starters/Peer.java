// A peer of a syncPulse network in one file: Java 17 or later, nothing to install or to compile.
//
//     java Peer.java NAME PORT [BOOTSTRAP_HOST:PORT]
//     java Peer.java anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers whoever speaks to it,
// on TCP and on UDP. Ctrl-C, SIGTERM or a line "exit" ends it: it leaves its neighbours and unregisters first.

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class Peer {
    static final List<String> FILES = List.of("Adventures of Tintin", "Twilight saga", "Windows 8"); // change them
    static final int TIME_TO_LIVE = 3; // a search is forwarded while its hops are below this
    static final long REMEMBERED = 10_000; // milliseconds for which a search that was seen is not forwarded again
    static final int PATIENCE = 2_000; // milliseconds that another peer has for an answer
    static final int IDLE = 30_000; // milliseconds after which a silent connection is closed
    static final Map<String, String> REFUSALS = Map.of(
            "9996", "the registry is full",
            "9997", "this address is registered under another name",
            "9998", "this peer is registered already",
            "9999", "the bootstrap server calls the message malformed");
    static final Set<String> ANSWERS = Set.of("JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR");

    /** Who somebody is in this protocol: an ip and a port. Printed as "ip:port". */
    record Address(String ip, int port) implements Comparable<Address> {
        static Address of(SocketAddress socketAddress) {
            var internet = (InetSocketAddress) socketAddress;
            return new Address(internet.getAddress().getHostAddress(), internet.getPort());
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
    final Map<String, Long> seen = new ConcurrentHashMap<>(); // searches, and when they came
    final ExecutorService threads = Executors.newCachedThreadPool();
    volatile boolean leaving = false;

    // Frames: four digits, a blank, the body. The number counts the octets of all of it: "0009 PING".

    static byte[] frameOf(String body) {
        return String.format("%04d %s", body.getBytes(UTF_8).length + 5, body).getBytes(UTF_8);
    }

    /** The other way round; null when the number is not how many octets there are. */
    static String bodyOf(byte[] frame) {
        String text = new String(frame, UTF_8);
        boolean whole = text.matches("(?s)[0-9]{4} .*") && Integer.parseInt(text.substring(0, 4)) == frame.length;
        return whole ? text.substring(5) : null;
    }

    /** A TCP stream has no messages, only octets: the first five say how many more belong to the frame. */
    static byte[] readFrame(InputStream stream) throws IOException {
        String start = new String(stream.readNBytes(5), UTF_8);
        int rest = start.matches("[0-9]{4} ") ? Math.max(Integer.parseInt(start.substring(0, 4)) - 5, 0) : 0;
        byte[] frame = new byte[start.getBytes(UTF_8).length + rest];
        System.arraycopy(start.getBytes(UTF_8), 0, frame, 0, frame.length - rest);
        stream.readNBytes(frame, frame.length - rest, rest);
        return frame;
    }

    /** Prints one line. What others sent may hold anything, so control characters never reach the terminal. */
    static void say(String text) {
        System.out.println(text.replaceAll("\\p{C}", "?"));
    }

    static void say(String what, Address who, byte[] frame) {
        say(what + " " + who + ": " + new String(frame, UTF_8));
    }

    Peer(String name, int port, Address bootstrap) throws IOException {
        this.name = name;
        this.bootstrap = bootstrap;
        // Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
        InetAddress ip;
        try (var probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(bootstrap.ip, bootstrap.port));
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
            Address sender = Address.of(line.getRemoteSocketAddress());
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
                byte[] frame = java.util.Arrays.copyOf(datagram.getData(), datagram.getLength());
                SocketAddress from = datagram.getSocketAddress();
                received(frame, Address.of(from), reply -> udp.send(new DatagramPacket(reply, reply.length, from)));
            } catch (IOException gone) {
                // Somebody whom we answered is gone.
            }
        }
    }

    /** Returns whether that was a frame: behind a wrong length nobody knows where the next one begins. */
    boolean received(byte[] frame, Address sender, Reply reply) throws IOException {
        say("received from", sender, frame);
        String body = bodyOf(frame);
        String answer = body == null ? "ERROR" : answer(body);
        if (answer != null) {
            say("sent to", sender, frameOf(answer));
            reply.send(frameOf(answer));
        }
        return body != null;
    }

    // Answering

    static final Pattern TABLE = Pattern.compile("(JOIN|LEAVE) (\\S+) (\\d{1,5})");
    static final Pattern SEARCH = Pattern.compile("SER (\\S+) (\\d{1,5}) \"([^\"]+)\" (\\d{1,4})");

    /** What to answer, or null. An answer is never answered: two peers could go on for ever. */
    String answer(String body) {
        String verb = body.split(" ", 2)[0];
        switch (verb) {
            case "PING":
                return "PONG";
            case "JOIN", "LEAVE": {
                var parts = TABLE.matcher(body);
                boolean done = parts.matches() && changeTable(verb, address(parts.group(2), parts.group(3)));
                return verb + "OK " + (done ? 0 : 9999);
            }
            case "SER": {
                var parts = SEARCH.matcher(body);
                if (!parts.matches()) return "ERROR";
                Address asker = address(parts.group(1), parts.group(2));
                return search(asker, parts.group(3), Integer.parseInt(parts.group(4)));
            }
            default:
                return ANSWERS.contains(verb) ? null : "ERROR";
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

        long now = System.currentTimeMillis();
        seen.values().removeIf(at -> now - at >= REMEMBERED);
        boolean isNew = seen.putIfAbsent(asker + " " + query, now) == null;
        if (isNew && hops < TIME_TO_LIVE) {
            String further = "SER " + asker.ip + " " + asker.port + " \"" + query + "\" " + (hops + 1);
            for (Address other : neighbours) if (!other.equals(asker)) threads.submit(() -> send(other, further, false));
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

    /** Sends one frame by TCP. With wait, returns the answer's body, or "" when there is none. */
    String send(Address to, String body, boolean wait) {
        try (var line = new Socket()) {
            line.connect(new InetSocketAddress(to.ip, to.port), PATIENCE);
            line.setSoTimeout(PATIENCE);
            say("sent to", to, frameOf(body));
            line.getOutputStream().write(frameOf(body));
            if (!wait) return "";
            byte[] frame = readFrame(line.getInputStream());
            say("received from", to, frame);
            String answer = bodyOf(frame);
            return answer == null ? "" : answer;
        } catch (IOException | IllegalArgumentException problem) {
            say("no answer from " + to + ": " + problem.getMessage());
            return "";
        }
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
        int width = words.length / Math.max(Integer.parseInt(parts.group(1)), 1); // "ip port name"; some leave out the name
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

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("java Peer.java NAME PORT [BOOTSTRAP_HOST:PORT]");
            System.exit(1);
        }
        String server = args.length == 3 ? args[2] : "127.0.0.1:5000";
        int colon = server.lastIndexOf(':');
        try {
            Address bootstrap = address(server.substring(0, colon), server.substring(colon + 1));
            Peer peer = new Peer(args[0], Integer.parseInt(args[1]), bootstrap);
            peer.enter();
            // Runs on Ctrl-C, on SIGTERM, and on System.exit().
            Runtime.getRuntime().addShutdownHook(new Thread(peer::leave));
        } catch (IOException problem) {
            System.err.println(args[0] + " cannot take part: " + problem.getMessage() + ".");
            System.exit(1);
        }
        var input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.trim().equals("exit")) System.exit(0);
        }
    }
}
