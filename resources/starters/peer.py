#!/usr/bin/env python3
"""A peer of a syncPulse network in one file: Python 3.8 or later, standard library only.

    python3 peer.py NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]
    python3 peer.py anna 6001 127.0.0.1:5000

It registers with the bootstrap server, joins the neighbours that it is offered, and answers requests by TCP and by
UDP. It sends its own by TCP, or by UDP with --udp. Type "search WORDS", "neighbours", "files" or "exit".
"exit", Ctrl-C and SIGTERM end it: it leaves its neighbours and unregisters first.
"""

import queue
import re
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

FILES = ["Adventures of Tintin", "Twilight saga", "Windows 8"]  # what this peer has; change it
TIME_TO_LIVE = 3  # a search is forwarded while its hops are below this
REMEMBERED = 10  # seconds in which the same search is not forwarded again, nor the same kind of error reported
PATIENCE = 2  # seconds that another peer has for an answer
ATTEMPTS = 2  # a datagram may be lost: a request by UDP is sent again
IDLE = 30  # seconds after which a silent connection is closed
REFUSALS = {
    "9996": "the registry is full",
    "9997": "this address is registered under another name",
    "9998": "this peer is registered already",
    "9999": "the bootstrap server calls the message malformed",
}
REQUESTS = ("PING", "JOIN", "LEAVE", "SER")
ANSWERS = ("JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR")
ERROR_REPORT = re.compile(r"(?i)\b(errors?|exception|fail\w*|invalid|malformed|bad|wrong|not|cannot|un\w+(ed|wn))\b")


# Frames: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING".
def frame_of(body):
    encoded = body.encode()
    return b"%04d %s" % (len(encoded) + 5, encoded)


def body_of(frame):
    """The other way round; ValueError when the number is not how many bytes there are."""
    if not re.match(rb"\d{4} ", frame) or int(frame[:4]) != len(frame):
        raise ValueError("that is no frame")
    return frame[5:].decode()


def read_frame(stream):
    """A TCP stream has no messages, only bytes: the first five say how many more belong to the frame."""
    start = stream.read(5)
    return start + stream.read(max(int(start[:4]) - 5, 0)) if re.fullmatch(rb"\d{4} ", start) else start


def say(text):
    """Prints one line. What others sent may hold anything, so control characters never reach the terminal."""
    print("".join(c if c.isprintable() else "?" for c in text), flush=True)


class Peer:
    def __init__(self, name, port, bootstrap, by_udp):
        self.name, self.bootstrap, self.by_udp = name, bootstrap, by_udp
        self.neighbours = set()  # the neighbour table: (ip, port)
        self.seen = {}  # searches and unreadable input, and when they came
        self.awaited = {}  # whose answer by UDP is awaited: (ip, port), and the queue for it
        self.searches = 0  # how many we started
        self.leaving = False
        self.lock = threading.Lock()  # every connection is served by a thread of its own
        self.pool = ThreadPoolExecutor(16)
        # Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(bootstrap)
            ip = probe.getsockname()[0]
        self.tcp = socket.create_server((ip, port), backlog=128)
        self.ip, self.port = self.tcp.getsockname()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((self.ip, self.port))
        for work in self.listen_tcp, self.listen_udp:
            threading.Thread(target=work, daemon=True).start()
        say(f"{name} listens on {self.ip}:{self.port}")

    # Listening

    def listen_tcp(self):
        while True:
            line, (ip, _) = self.tcp.accept()  # its port is another one for each connection
            threading.Thread(target=self.serve, args=(line, ip), daemon=True).start()

    def serve(self, line, sender):
        """One connection may carry many frames; each is answered on it."""
        line.settimeout(IDLE)
        try:
            with line, line.makefile("rb") as stream:
                frame = read_frame(stream)
                while frame and self.received(frame, sender, line.sendall):
                    frame = read_frame(stream)
        except OSError:
            pass  # it was silent for too long, or went away

    def listen_udp(self):
        while True:
            try:
                frame, sender = self.udp.recvfrom(65535)  # one datagram is one frame
                self.received(frame, sender, lambda answer: self.udp.sendto(answer, sender))
            except OSError:
                pass  # somebody whom we answered is gone

    def received(self, frame, sender, reply):
        """Returns whether that was a frame: behind a wrong length nobody knows where the next one begins."""
        text = frame.decode(errors="replace")
        who = "%s:%d" % sender if isinstance(sender, tuple) else sender
        say(f"received from {who}: {text}")
        try:
            framed, (readable, answer) = True, self.answer(body_of(frame), sender)
        except ValueError:
            framed, readable, answer = False, False, "ERROR"
        if answer is not None and (readable or self.may_report(sender, framed, text)):
            say(f"sent to {who}: {frame_of(answer).decode()}")
            reply(frame_of(answer))
        return framed

    def may_report(self, sender, framed, text):
        """Errors are reported seldom, and never about an error report: two peers could go on for ever."""
        verb = next((verb for verb in REQUESTS if framed and text[5:].split(" ")[0] == verb), "")
        is_report = verb == "" and ERROR_REPORT.search(text) is not None
        return not is_report and self.is_new((sender, framed, verb))

    def is_new(self, key):
        """Whether this search, or this kind of error, did not come in the last seconds."""
        now = time.monotonic()
        with self.lock:
            self.seen = {known: at for known, at in self.seen.items() if now - at < REMEMBERED}
            new = key not in self.seen
            self.seen.setdefault(key, now)
            return new

    # Answering

    def answer(self, body, sender):
        """Returns whether the body is readable, and what to answer or None. An answer is never answered."""
        verb = body.split(" ")[0]
        if verb == "PING":
            return True, "PONG"
        if verb in ("JOIN", "LEAVE"):
            parts = re.fullmatch(r"\w+ (\S+) (\d{1,5})", body)
            changed = parts is not None and self.change_table(verb, (parts[1], int(parts[2])))
            return parts is not None, f"{verb}OK {0 if changed else 9999}"
        if verb == "SER":
            parts = re.fullmatch(r'SER (\S+) (\d{1,5}) "([^"]+)" (\d{1,4})', body)
            found = parts and self.search((parts[1], int(parts[2])), parts[3], int(parts[4]))
            return (True, found) if parts else (False, "ERROR")
        if verb == "SEROK":
            self.show(body)
        elif verb in ANSWERS and sender in self.awaited:
            self.awaited[sender].put(body)
        return (True, None) if verb in ANSWERS else (False, "ERROR")

    def change_table(self, verb, other):
        """Puts another peer into the neighbour table, or takes it out. Returns whether that can be done."""
        with self.lock:
            if verb == "JOIN" and (self.leaving or other == (self.ip, self.port) or not 0 < other[1] < 65536):
                return False
            if verb == "LEAVE" and other not in self.neighbours:
                return False
            (self.neighbours.add if verb == "JOIN" else self.neighbours.remove)(other)
        self.list_neighbours()
        return True

    def list_neighbours(self):
        say(f"neighbours: [{', '.join(f'{ip}:{port}' for ip, port in sorted(self.neighbours))}]")

    def search(self, asker, query, hops):
        """Looks among our files, on whole words, and passes the search on to our neighbours."""
        words = set(query.lower().split())
        found = [file for file in FILES if words <= set(file.lower().split())]
        answer = " ".join([f"SEROK {len(found)} {self.ip} {self.port} {hops}"] + [f'"{file}"' for file in found])
        new = self.is_new((asker, query))
        if new and hops < TIME_TO_LIVE:
            for other in self.neighbours - {asker}:
                self.pool.submit(self.send, other, f'SER {asker[0]} {asker[1]} "{query}" {hops + 1}')
        if hops == 0:
            return answer  # the asker itself speaks to us: it is told even that there is nothing
        if new and found:
            self.pool.submit(self.send, asker, answer)  # straight to the asker, not back along the path

    # Asking

    def send(self, to, body, wait=False):
        """Sends one frame. With wait, returns the answer's body, or "" when there is none."""
        try:
            return (self.send_by_udp if self.by_udp else self.send_by_tcp)(to, body, wait)
        except (OSError, ValueError, OverflowError) as problem:
            say(f"no answer from {to[0]}:{to[1]}: {problem}")
            return ""

    def send_by_tcp(self, to, body, wait):
        with socket.create_connection(to, PATIENCE) as line, line.makefile("rb") as stream:
            say(f"sent to {to[0]}:{to[1]}: {frame_of(body).decode()}")
            line.sendall(frame_of(body))
            if not wait:
                return ""
            frame = read_frame(stream)
            say(f"received from {to[0]}:{to[1]}: {frame.decode(errors='replace')}")
            return body_of(frame)

    def send_by_udp(self, to, body, wait):
        """From the port on which we listen, so that the answer comes to listen_udp."""
        answers = queue.SimpleQueue()
        if wait:
            self.awaited[to] = answers
        for _ in range(ATTEMPTS if wait else 1):
            say(f"sent to {to[0]}:{to[1]}: {frame_of(body).decode()}")
            self.udp.sendto(frame_of(body), to)
            try:
                return answers.get(timeout=PATIENCE) if wait else ""
            except queue.Empty:
                pass
        raise TimeoutError("timed out")

    def ask(self, query):
        """Sends a search to all neighbours. Each that has files answers, and so do peers behind them."""
        # Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
        self.searches += 1
        query += " " * (self.searches % REMEMBERED)
        self.is_new(((self.ip, self.port), query))  # when it comes back to us, it is not forwarded
        search = f'SER {self.ip} {self.port} "{query}" 0'
        for other in list(self.neighbours):
            self.pool.submit(lambda to=other: self.show(self.send(to, search, wait=not self.by_udp)))

    def show(self, body):
        """Prints what somebody found."""
        parts = re.fullmatch(r"SEROK \d{1,4} (\S+) (\d+) (\d+) (.+)", body)
        for quoted, single in re.findall(r'"([^"]*)"|(\S+)', parts[4]) if parts else []:
            say(f'found "{quoted or single}" at {parts[1]}:{parts[2]}, hops {parts[3]}')

    def enter(self):
        """Registers, then joins everybody whom the bootstrap server offers. OSError when it does not register us."""
        me = f"{self.ip} {self.port} {self.name}"
        answer = self.send(self.bootstrap, f"REG {me}", wait=True)
        if answer == "REGOK 9998":  # left over from a peer that crashed here
            self.send(self.bootstrap, f"UNREG {me}", wait=True)
            answer = self.send(self.bootstrap, f"REG {me}", wait=True)
        parts = re.fullmatch(r"REGOK (\d{1,4})(.*)", answer)
        if not parts or parts[1] in REFUSALS:
            raise OSError(REFUSALS[parts[1]] if parts else "no bootstrap server answers there")
        words = parts[2].split()
        width = max(len(words) // max(int(parts[1]), 1), 1)  # "ip port name" each; some servers leave out the name
        offers = [words[i : i + width] for i in range(0, len(words), width)]
        names = [offer[2] if width == 3 else ":".join(offer) for offer in offers]
        say(f"Node registered with Bootstrap Server: Neighbors - [{', '.join(names)}]")
        for ip, port, *_ in offers:
            if self.send((ip, int(port)), f"JOIN {self.ip} {self.port}", wait=True) == "JOINOK 0":
                self.change_table("JOIN", (ip, int(port)))

    def leave(self):
        """Says LEAVE to all neighbours at once, whatever they answer, then UNREG."""
        with self.lock:
            self.leaving = True
            others = list(self.neighbours)
        list(self.pool.map(lambda other: self.send(other, f"LEAVE {self.ip} {self.port}", wait=True), others))
        self.send(self.bootstrap, f"UNREG {self.ip} {self.port} {self.name}", wait=True)
        say(f"{self.name} has left")


def main():
    args = [arg for arg in sys.argv[1:] if arg != "--udp"]
    if len(args) not in (2, 3):
        sys.exit(__doc__)
    host, _, port = (args[2] if len(args) == 3 else "127.0.0.1:5000").rpartition(":")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())

    def read_commands():
        for line in sys.stdin:
            command, _, words = line.strip().replace('"', "").partition(" ")
            if command == "search" and words:
                peer.ask(words)
            else:
                commands.get(command, lambda: say("commands: search WORDS, neighbours, files, exit"))()

    try:
        peer = Peer(args[0], int(args[1]), (socket.gethostbyname(host), int(port)), "--udp" in sys.argv)
        peer.enter()
    except OSError as problem:
        sys.exit(f"{args[0]} cannot take part: {problem}.")
    list_files = lambda: say(f"files: [{', '.join(FILES)}]")
    commands = {"neighbours": peer.list_neighbours, "files": list_files, "exit": stop.set}
    threading.Thread(target=read_commands, daemon=True).start()
    while not stop.wait(0.5):
        pass
    peer.leave()


if __name__ == "__main__":
    main()
