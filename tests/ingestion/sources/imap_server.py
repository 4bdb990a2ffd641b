"""A small IMAP server on loopback: speaks the protocol as RFC 3501 has it, as far as reading a folder goes."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """One folder: messages by UID, the flags that clients have set, and what they asked for."""

    port: int = 0
    validity: int = 7
    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    password: str = "swordfish"


class Talk(socketserver.StreamRequestHandler):
    """One client. Knows the words that reading a folder needs."""

    post: Post

    def handle(self) -> None:
        self.read_only = False
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *rest = line.split(" ", 2)
            if command.upper() == "UID":
                command, rest = f"UID {rest[0].split(' ')[0]}", rest[0].split(" ", 1)[1:]
            self.post.asked.append(line if command != "LOGIN" else "LOGIN")
            if not self.answer(tag, command.upper(), " ".join(rest)):
                return

    def answer(self, tag: str, command: str, rest: str) -> bool:
        done = f"{tag} OK done"
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command == "LOGIN":
            done = done if f'"{self.post.password}"' in rest else f"{tag} NO [AUTHENTICATIONFAILED] wrong name or password"
        elif command in ("SELECT", "EXAMINE"):
            self.read_only = command == "EXAMINE"
            self.say(f"* {len(self.post.messages)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.post.validity}] valid")
            done = done if rest == '"INBOX"' else f"{tag} NO there is no such folder"
        elif command == "UID SEARCH":
            self.say(" ".join(["* SEARCH", *map(str, self.post.messages)]))
        elif command == "UID FETCH":
            self.fetch(*rest.split(" ", 1))
        elif command == "LOGOUT":
            self.say("* BYE")
        self.say(done)
        return command != "LOGOUT"

    def fetch(self, uids: str, wanted: str) -> None:
        for number, uid in enumerate(int(uid) for uid in uids.split(",") if int(uid) in self.post.messages):
            if "BODY[" in wanted and not self.read_only:
                self.post.seen.add(uid)
            message = self.post.messages[uid]
            header = re.search(rb"^Subject:.*\r\n(?:[ \t].*\r\n)*", message, re.MULTILINE)
            data = ((header[0] if header else b"") + b"\r\n") if "HEADER" in wanted else message
            section = "BODY[HEADER.FIELDS (SUBJECT)]" if "HEADER" in wanted else "BODY[]"
            known = f"UID {uid} RFC822.SIZE {len(message)}"
            before, after = (f"{known} ", "") if number % 2 else ("", f" {known}")  # both orders are allowed
            self.wfile.write(f"* {uid} FETCH ({before}{section} {{{len(data)}}}\r\n".encode() + data + f"{after})\r\n".encode())

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def imap() -> Iterator[Post]:
    """Serve until the end of the block."""
    post = Post()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Handler", (Talk,), {"post": post})) as server:
        server.daemon_threads = True
        post.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield post
        finally:
            server.shutdown()
