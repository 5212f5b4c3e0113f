"""Keeps a program running for as long as tests use it, and a few seconds more.

Every test is a process of its own and holds a shared lock on the file `users` of the program's folder. Once nobody has held it
for a while, the address is withdrawn and the program ends; under the lock `start`, so that no test finds an address that is
about to die.
"""

import fcntl
import os
import signal
import sys
import time

IDLE_SECONDS = 5


def keep(home, process, stop):
    """Returns when `process` has ended, or was ended by `stop` since nobody uses it any more."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(stop()))
    idle = 0
    while process.poll() is None:
        time.sleep(1)
        idle = idle + 1 if is_free(os.path.join(home, "users")) else 0
        if idle >= IDLE_SECONDS and withdraw(home):
            stop()
            return


def is_free(path):
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False


def withdraw(home):
    """Takes the address back, unless a test came at the last moment."""
    with open(os.path.join(home, "start")) as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if not is_free(os.path.join(home, "users")):
            return False
        address = os.path.join(home, "address")
        if os.path.exists(address):
            os.remove(address)
        return True
