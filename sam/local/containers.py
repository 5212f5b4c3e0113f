"""Runs every function once in a container by `sam local invoke`, each with its event of `events/`, and some routes by
`sam local start-api`. `make test-containers` builds, brings the local cloud up and calls this with the SAM CLI's own Python.

Usage: containers.py <valmetal> <built template>
"""

import concurrent.futures
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAM = pathlib.Path(sys.executable).parent / "sam"
BRIDGE = "172.17.0.1"
MACHINE = "arm64" if os.uname().machine == "aarch64" else "x86_64"
IMAGE = f"public.ecr.aws/lambda/provided:al2023-{MACHINE}"
# The tasks of the escalation in the events are about an alarm that nobody raised: they say so by this error.
ABOUT_NO_ALARM = {"assess-escalation", "notify-level", "record-escalation"}
ADMIN = {"token_use": "id", "sub": "5d0c0f3e-0b1f-4d0e-9f55-3d0f2b8f6a01", "cognito:groups": ["admins"]}
AT_ONCE = 2


class Loader(yaml.SafeLoader):
    """YAML in which an intrinsic function such as `!Ref x` is no error."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


class CloudFormation(http.server.BaseHTTPRequestHandler):
    """Takes the answers of custom resources, as a presigned address does."""

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def functions(template):
    """The logical ids of the functions by their handlers."""
    resources = yaml.load(template.read_text(), Loader)["Resources"].items()
    return {
        resource["Properties"]["Handler"]: name
        for name, resource in resources
        if resource["Type"] == "AWS::Serverless::Function"
    }


def environment(status, folder):
    """The variables of `env.json` for the instance that runs."""
    text = (ROOT / "sam/local/env.json").read_text()
    port = status["aws"]["endpointUrl"].rsplit(":", 1)[1]
    file = folder / "env.json"
    file.write_text(text.replace(f"{BRIDGE}:4566", f"{BRIDGE}:{port}"))
    return file


class Sam:
    """`sam local` on a built template."""

    def __init__(self, template, status, folder):
        self.template, self.folder = template, folder
        self.variables = environment(status, folder)
        # An image that is there is not asked for in a registry, which may be out of reach.
        known = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True).returncode == 0
        self.pull = ["--skip-pull-image"] if known else []
        aws = status["aws"]
        self.env = os.environ | {
            "AWS_ACCESS_KEY_ID": aws["accessKeyId"],
            "AWS_SECRET_ACCESS_KEY": aws["secretAccessKey"],
            "AWS_DEFAULT_REGION": aws["region"],
            "SAM_CLI_TELEMETRY": "0",
        }

    def command(self, *arguments):
        return [
            SAM, "local", *arguments, "--template", self.template, "--env-vars", self.variables,
            "--parameter-overrides", f"Architecture={MACHINE}", *self.pull,
        ]

    def invoke(self, function, event):
        """The answer of one invocation; its output where there is none."""
        command = self.command("invoke", function, "--event", event)
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300)
        try:
            return json.loads(done.stdout.strip().splitlines()[-1]), ""
        except (IndexError, ValueError):
            return None, done.stdout + done.stderr


def events(answers_to, folder):
    """The files with the events by the functions' names."""
    found = {}
    for path in sorted((ROOT / "events").glob("*.json")):
        event = json.loads(path.read_text())
        if "ResponseURL" in event:
            event["ResponseURL"] = answers_to
            path = folder / path.name
            path.write_text(json.dumps(event))
        found[path.stem] = path
    return found


def fault(name, answer, output):
    """What is wrong with a function's answer; nothing where it is as it should be."""
    if output:
        return output[-2000:]
    if isinstance(answer, dict) and "errorType" in answer:
        expected = name in ABOUT_NO_ALARM and answer["errorType"] == "AlarmNotFound"
        return None if expected else json.dumps(answer)
    if isinstance(answer, dict) and answer.get("statusCode", 200) >= 500:
        return json.dumps(answer)
    return None


def invoke_all(sam, names):
    """Invokes every function with its event and answers the faults."""
    server = http.server.ThreadingHTTPServer((BRIDGE, 0), CloudFormation)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    files = events(f"http://{BRIDGE}:{server.server_port}/answer", sam.folder)
    faults = [f"{name} has no event" for name in names.keys() - files.keys()]
    faults += [f"events/{name}.json is of no function" for name in files.keys() - names.keys()]

    def invoke(name):
        began = time.monotonic()
        wrong = fault(name, *sam.invoke(names[name], files[name]))
        print(f"{'✘' if wrong else '✔'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        return wrong and f"{name}: {wrong}"

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        faults += filter(None, pool.map(invoke, sorted(names.keys() & files.keys())))
    server.shutdown()
    return faults


def get(url, headers):
    """The status and the text of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def serve_api(sam):
    """Asks the API that `sam local start-api` serves, and answers the faults."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (sam.folder / "start-api.log").open("w+")
    server = subprocess.Popen(sam.command("start-api", "--port", str(port)), env=sam.env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 120
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if server.poll() is not None or time.monotonic() > deadline:
                log.seek(0)
                return [f"start-api does not start: {log.read()[-2000:]}"]
            time.sleep(0.2)
        claims = {"x-valmetal-claims": json.dumps(ADMIN)}
        faults = []
        for path, headers, status in [
            ("/v1/farms", {}, 401),
            ("/v1/farms", claims, 200),
            ("/v1/farms/erables", claims, 200),
            ("/v1/farms/no-such-farm", claims, 404),
        ]:
            answered, text = get(f"http://127.0.0.1:{port}{path}", headers)
            right = answered == status
            print(f"{'✔' if right else '✘'} GET {path} {'with' if headers else 'without'} claims: {answered}", flush=True)
            faults += [] if right else [f"GET {path}: {answered} instead of {status}: {text[:1000]}"]
        return faults
    finally:
        server.terminate()
        server.wait(30)


def main(valmetal, template):
    status = json.loads(subprocess.run([valmetal, "status", "--json"], check=True, capture_output=True).stdout)
    template = pathlib.Path(template).resolve()
    bridge = subprocess.Popen([valmetal, "bridge", "--address", BRIDGE])
    try:
        with tempfile.TemporaryDirectory() as folder:
            sam = Sam(template, status, pathlib.Path(folder))
            names = functions(template)
            faults = invoke_all(sam, names) + serve_api(sam)
    finally:
        bridge.terminate()
        bridge.wait(10)
    for text in faults:
        print(f"\n{text}", file=sys.stderr)
    print(f"{len(names)} functions in containers, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
