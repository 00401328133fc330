"""Machines of our own: network namespaces of Linux, joined by a bridge. Needs root.

Processes in them share our files, but nothing of the network but the addresses 10.231.15.x.
"""

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress

IP = shutil.which("ip")
SUBNET = "10.231.15"
FRONT = 1  # the last part of the address of the machine that has the bridge: the proxy and its visitors


class Network:
    def __init__(self):
        self.prefix, self.numbers = f"mw{os.getpid()}", {}

    def name_of(self, machine):
        return f"{self.prefix}-{machine}"

    def address_of(self, machine):
        return f"{SUBNET}.{self.numbers[machine]}"

    def command(self, machine, *words):
        return [IP, "netns", "exec", self.name_of(machine), *map(str, words)]

    def as_postgres(self, machine, *words):
        return self.command(machine, "runuser", "-u", "postgres", "--", *words)

    def add_front(self):
        self.numbers["front"] = FRONT
        run(IP, "netns", "add", self.name_of("front"))
        self._front("link", "set", "lo", "up")
        self._front("link", "add", "name", "bridge", "type", "bridge")
        self._front("addr", "add", f"{self.address_of('front')}/24", "dev", "bridge")
        self._front("link", "set", "bridge", "up")

    def add(self, machine, number):
        self.numbers[machine] = number
        name = self.name_of(machine)
        run(IP, "netns", "add", name)
        self._front("link", "add", "name", machine, "type", "veth", "peer", "name", "eth0", "netns", name)
        self._front("link", "set", machine, "master", "bridge", "up")
        run(IP, "-n", name, "link", "set", "lo", "up")
        run(IP, "-n", name, "addr", "add", f"{self.address_of(machine)}/24", "dev", "eth0")
        run(IP, "-n", name, "link", "set", "eth0", "up")

    def lose(self, machine):
        """Let a machine be gone at once, as without power: its cable first, so that nobody is told."""
        self._front("link", "set", machine, "down")
        self.kill(machine)

    def kill(self, machine):
        for process in run(IP, "netns", "pids", self.name_of(machine)).split():
            with suppress(ProcessLookupError):
                os.kill(int(process), 9)

    def close(self):
        for machine in [*self.numbers]:
            self.kill(machine)
            run(IP, "netns", "del", self.name_of(machine))

    def _front(self, *words):
        run(IP, "-n", self.name_of("front"), *words)


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@contextmanager
def machines(**numbers):
    """Yield a network with the front and these machines; the number is the last part of the address."""
    network = Network()
    try:
        network.add_front()
        for machine, number in numbers.items():
            network.add(machine, number)
        yield network
    finally:
        network.close()


def why_not():
    """Return why there can be no network of our own; "" if there can."""
    if os.geteuid() != 0 or not IP:
        return "network namespaces need root and iproute2"
    name = f"mw{os.getpid()}-try"
    try:
        run(IP, "netns", "add", name)
        run(IP, "-n", name, "link", "add", "name", "one", "type", "veth", "peer", "name", "two")
    except subprocess.CalledProcessError as error:
        return f"network namespaces are not allowed here: {error.stderr.strip()}"
    finally:
        with suppress(subprocess.CalledProcessError):
            run(IP, "netns", "del", name)
    return ""
