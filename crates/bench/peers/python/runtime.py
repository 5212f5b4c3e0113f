"""The least that a Lambda runtime does: ask for an event, hand it to the function, send the answer. AWS's own does more."""

import http.client
import json
import os

INVOCATION = "/2018-06-01/runtime/invocation"


def serve(handle):
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(method, path, body=None):
        connection.request(method, f"{INVOCATION}/{path}", body)
        answer = connection.getresponse()
        return answer.headers, answer.read()

    while True:
        headers, event = call("GET", "next")
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            answer = handle(json.loads(event))
            call("POST", f"{request_id}/response", json.dumps(answer, separators=(",", ":")))
        except Exception as error:  # Whatever it is, the invocation failed with it.
            call("POST", f"{request_id}/error", json.dumps({"errorMessage": str(error), "errorType": type(error).__name__}))
