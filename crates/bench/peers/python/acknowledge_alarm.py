"""acknowledge-alarm without its finer points."""

import base64
import json
import os

import boto3

import store
from runtime import serve

workflows = boto3.client("stepfunctions")


def problem(status, code):
    body = json.dumps({"status": status, "code": code})
    return {"statusCode": status, "headers": {"content-type": "application/problem+json"}, "body": body}


def handle(event):
    alarm_id = event["pathParameters"]["alarmId"]
    thing, component, code = base64.urlsafe_b64decode(alarm_id + "=" * (-len(alarm_id) % 4)).decode().split("/")
    body = base64.b64decode(event["body"]) if event.get("isBase64Encoded") else event["body"]
    occurrence = json.loads(body)["occurrence"]
    key = {"thing": thing, "component": component, "code": code}
    known = store.read([key])
    before = known.condition(key)
    if not before:
        return problem(404, "notFound")
    regions = before["regions"]
    if regions["occurrence"] != occurrence:
        return problem(409, "otherOccurrence")
    after = {**before, "regions": {**regions, "acknowledged": True}}
    store.commit([(key, after, known.place(key), "acknowledged")])
    executions = os.environ["ESCALATION_STATE_MACHINE_ARN"].replace("stateMachine", "execution")
    workflows.stop_execution(
        executionArn=f"{executions}:{before['conditionId']}-{occurrence}-1", error="Acknowledged"
    )
    answer = json.dumps({"key": key, "acknowledged": True})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": answer}


serve(handle)
