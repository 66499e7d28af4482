#!/usr/bin/env python3
"""A peer of a syncPulse network in one file: Python 3.8 or later, standard library only.

    python3 peer.py NAME PORT [BOOTSTRAP_HOST:PORT]
    python3 peer.py anna 6001 127.0.0.1:5000

It registers with the bootstrap server, joins the neighbours that it is offered, and answers whoever speaks to it,
on TCP and on UDP. Ctrl-C, SIGTERM or a line "exit" ends it: it leaves its neighbours and unregisters first.
"""

import re
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

FILES = ["Adventures of Tintin", "Twilight saga", "Windows 8"]  # what this peer has; change it
TIME_TO_LIVE = 3  # a search is forwarded while its hops are below this
REMEMBERED = 10  # seconds for which a search that was seen is not forwarded again
PATIENCE = 2  # seconds that another peer has for an answer
IDLE = 30  # seconds after which a silent connection is closed
REFUSALS = {
    "9996": "the registry is full",
    "9997": "this address is registered under another name",
    "9998": "this peer is registered already",
    "9999": "the bootstrap server calls the message malformed",
}


# Frames: four digits, a blank, the body. The number counts the octets of all of it: "0009 PING".


def frame_of(body):
    octets = body.encode()
    return b"%04d %s" % (len(octets) + 5, octets)


def body_of(frame):
    """The other way round; ValueError when the number is not how many octets there are."""
    if not re.match(rb"\d{4} ", frame) or int(frame[:4]) != len(frame):
        raise ValueError("that is no frame")
    return frame[5:].decode()


def read_frame(stream):
    """A TCP stream has no messages, only octets: the first five say how many more belong to the frame."""
    start = stream.read(5)
    return start + stream.read(max(int(start[:4]) - 5, 0)) if re.fullmatch(rb"\d{4} ", start) else start


def say(text):
    """Prints one line. What others sent may hold anything, so control characters never reach the terminal."""
    print("".join(c if c.isprintable() else "?" for c in text), flush=True)


class Peer:
    def __init__(self, name, port, bootstrap):
        self.name, self.bootstrap = name, bootstrap
        self.neighbours = set()  # the neighbour table: (ip, port)
        self.seen = {}  # searches, and when they came
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
            line, sender = self.tcp.accept()
            threading.Thread(target=self.serve, args=(line, sender), daemon=True).start()

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
        say(f"received from {sender[0]}:{sender[1]}: {frame.decode(errors='replace')}")
        try:
            readable, answer = True, self.answer(body_of(frame))
        except ValueError:
            readable, answer = False, "ERROR"
        if answer is not None:
            say(f"sent to {sender[0]}:{sender[1]}: {frame_of(answer).decode()}")
            reply(frame_of(answer))
        return readable

    # Answering

    def answer(self, body):
        """What to answer, or None. An answer is never answered: two peers could go on for ever."""
        verb = body.split(" ")[0]
        if verb == "PING":
            return "PONG"
        if verb in ("JOIN", "LEAVE"):
            parts = re.fullmatch(r"\w+ (\S+) (\d{1,5})", body)
            changed = parts is not None and self.change_table(verb, (parts[1], int(parts[2])))
            return f"{verb}OK {0 if changed else 9999}"
        if verb == "SER":
            parts = re.fullmatch(r'SER (\S+) (\d{1,5}) "([^"]+)" (\d{1,4})', body)
            return self.search((parts[1], int(parts[2])), parts[3], int(parts[4])) if parts else "ERROR"
        return None if verb in ("JOINOK", "LEAVEOK", "REGOK", "UNROK", "SEROK", "PONG", "ERROR") else "ERROR"

    def change_table(self, verb, other):
        """Puts another peer into the neighbour table, or takes it out. Returns whether that can be done."""
        with self.lock:
            if verb == "JOIN" and (self.leaving or other == (self.ip, self.port) or not 0 < other[1] < 65536):
                return False
            if verb == "LEAVE" and other not in self.neighbours:
                return False
            (self.neighbours.add if verb == "JOIN" else self.neighbours.remove)(other)
            say(f"neighbours: [{', '.join(f'{ip}:{port}' for ip, port in sorted(self.neighbours))}]")
            return True

    def search(self, asker, query, hops):
        """Looks among our files, on whole words, and passes the search on to our neighbours."""
        words = set(query.lower().split())
        found = [file for file in FILES if words <= set(file.lower().split())]
        answer = " ".join([f"SEROK {len(found)} {self.ip} {self.port} {hops}"] + [f'"{file}"' for file in found])
        now, key = time.monotonic(), (asker, query)
        with self.lock:
            self.seen = {known: at for known, at in self.seen.items() if now - at < REMEMBERED}
            new = key not in self.seen
            self.seen.setdefault(key, now)
            others = self.neighbours - {asker}
        if new and hops < TIME_TO_LIVE:
            for other in others:
                self.pool.submit(self.send, other, f'SER {asker[0]} {asker[1]} "{query}" {hops + 1}')
        if hops == 0:
            return answer  # the asker itself speaks to us: it is told even that there is nothing
        if new and found:
            self.pool.submit(self.send, asker, answer)  # straight to the asker, not back along the path
        return None

    # Asking

    def send(self, to, body, wait=False):
        """Sends one frame by TCP. With wait, returns the answer's body, or "" when there is none."""
        try:
            with socket.create_connection(to, PATIENCE) as line, line.makefile("rb") as stream:
                say(f"sent to {to[0]}:{to[1]}: {frame_of(body).decode()}")
                line.sendall(frame_of(body))
                if not wait:
                    return ""
                frame = read_frame(stream)
                say(f"received from {to[0]}:{to[1]}: {frame.decode(errors='replace')}")
                return body_of(frame)
        except (OSError, ValueError, OverflowError) as problem:
            say(f"no answer from {to[0]}:{to[1]}: {problem}")
            return ""

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
        width = len(words) // max(int(parts[1]), 1)  # "ip port name" each; some servers leave out the name
        offers = [words[i : i + width] for i in range(0, len(words), max(width, 1))]
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
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    host, _, port = (sys.argv[3] if len(sys.argv) == 4 else "127.0.0.1:5000").rpartition(":")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())

    def read_commands():
        for line in sys.stdin:
            if line.strip() == "exit":
                stop.set()

    try:
        peer = Peer(sys.argv[1], int(sys.argv[2]), (socket.gethostbyname(host), int(port)))
        peer.enter()
    except OSError as problem:
        sys.exit(f"{sys.argv[1]} cannot take part: {problem}.")
    threading.Thread(target=read_commands, daemon=True).start()
    while not stop.wait(0.5):
        pass
    peer.leave()


if __name__ == "__main__":
    main()
