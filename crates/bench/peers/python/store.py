"""Conditions, definitions and places in DynamoDB: one read, one transaction. docs/data-model.md has the keys."""

import base64
import datetime
import json
import os
import uuid

import boto3

dynamodb = boto3.client("dynamodb")
ALARMS, ENTITIES = os.environ["ALARM_TABLE"], os.environ["ENTITY_TABLE"]


def _key(pk, sk):
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _condition_key(key):
    return _key(f"THING#{key['thing']}", f"CONDITION#{key['component']}#{key['code']}")


def _unique(keys):
    return list({(key["pk"]["S"], key["sk"]["S"]): key for key in keys}.values())


class Known:
    """What was read, by key."""

    def __init__(self, items):
        self._items = {(item["pk"]["S"], item["sk"]["S"]): item for item in items}

    def condition(self, key):
        return self._get(_condition_key(key))

    def place(self, key):
        return self._get(_key(f"THING#{key['thing']}", "PLACE"))

    def definition(self, key):
        return self._get(_key(f"DEFINITION#{key['code']}", "DEFINITION"))

    def _get(self, key):
        item = self._items.get((key["pk"]["S"], key["sk"]["S"]))
        return item and json.loads(item["document"]["S"])


def read(keys):
    definitions = [_key(f"DEFINITION#{key['code']}", "DEFINITION") for key in keys]
    places = [_key(f"THING#{key['thing']}", "PLACE") for key in keys]
    conditions = [_condition_key(key) for key in keys]
    answer = dynamodb.batch_get_item(
        RequestItems={
            ALARMS: {"ConsistentRead": True, "Keys": _unique(conditions + definitions)},
            ENTITIES: {"ConsistentRead": True, "Keys": _unique(places)},
        }
    )
    return Known(item for items in answer["Responses"].values() for item in items)


def commit(transitions):
    """Writes conditions, their journal records and their places, each only if it is still what was read."""
    puts = []
    for key, condition, place, event in transitions:
        version = condition.get("version", 0)
        path = f"{key['thing']}/{key['component']}/{key['code']}".encode()
        alarm_id = base64.urlsafe_b64encode(path).decode().rstrip("=")
        journal = {"alarmId": alarm_id, "at": datetime.datetime.now(datetime.UTC).isoformat(), "event": event}
        puts.append(_put(ALARMS, _condition_key(key), condition, version))
        puts.append(_put(ALARMS, _key(f"ALARM#{alarm_id}", f"{version + 1:012}"), journal, 0))
        if place:
            puts.append(_put(ENTITIES, _key(f"THING#{key['thing']}", "PLACE"), place, place["version"]))
    dynamodb.transact_write_items(ClientRequestToken=str(uuid.uuid4()), TransactItems=puts)


def _put(table, key, value, version):
    document = json.dumps({**value, "version": version + 1})
    item = {**key, "version": {"N": str(version + 1)}, "document": {"S": document}}
    put = {"TableName": table, "Item": item}
    if version == 0:
        put["ConditionExpression"] = "attribute_not_exists(pk)"
    else:
        put["ConditionExpression"] = "version = :from"
        put["ExpressionAttributeValues"] = {":from": {"N": str(version)}}
    return {"Put": put}
