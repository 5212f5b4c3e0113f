"""The AWS emulator for the tests: `emulator.py HOME PORT MQTT_PORT` runs it for as long as tests use it."""

import os
import subprocess
import sys

from keeper import keep

HOME, PORT, MQTT_PORT = sys.argv[1:]

emulator = subprocess.Popen(
    [sys.executable, "-m", "ministack"],
    cwd=HOME,
    env={
        "PATH": os.environ["PATH"],
        "HOME": HOME,
        "TMPDIR": HOME,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": PORT,
        "IOT_MTLS_PORT": MQTT_PORT,
        "MINISTACK_REGION": "us-east-1",
        "PYTHONUNBUFFERED": "1",
    },
)
keep(HOME, emulator, emulator.terminate)
