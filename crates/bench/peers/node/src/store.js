// Conditions, definitions and places in DynamoDB: one read, one transaction. docs/data-model.md has the keys.
import { randomUUID } from "node:crypto";
import { BatchGetItemCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";

const dynamodb = new DynamoDBClient({});
const { ALARM_TABLE: alarms, ENTITY_TABLE: entities } = process.env;

const conditionKey = ({ thing, component, code }) => ({ pk: { S: `THING#${thing}` }, sk: { S: `CONDITION#${component}#${code}` } });
const placeKey = ({ thing }) => ({ pk: { S: `THING#${thing}` }, sk: { S: "PLACE" } });

export async function read(keys) {
  const unique = (items) => [...new Map(items.map((item) => [item.pk.S + item.sk.S, item])).values()];
  const definitions = keys.map(({ code }) => ({ pk: { S: `DEFINITION#${code}` }, sk: { S: "DEFINITION" } }));
  const { Responses } = await dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: {
        [alarms]: { ConsistentRead: true, Keys: unique([...keys.map(conditionKey), ...definitions]) },
        [entities]: { ConsistentRead: true, Keys: unique(keys.map(placeKey)) },
      },
    }),
  );
  const found = new Map([...Responses[alarms], ...Responses[entities]].map((item) => [item.pk.S + item.sk.S, item]));
  const get = ({ pk, sk }) => found.get(pk.S + sk.S);
  return {
    condition: (key) => get(conditionKey(key)),
    definition: ({ code }) => found.get(`DEFINITION#${code}DEFINITION`)?.definition.M,
    place: (key) => get(placeKey(key)),
  };
}

// Writes conditions, their journal records and their places, each only if it is still what was read.
export async function commit(transitions) {
  const puts = [];
  for (const { key, condition, place, event } of transitions) {
    const version = Number(condition.version?.N ?? 0);
    const alarmId = Buffer.from(`${key.thing}/${key.component}/${key.code}`).toString("base64url");
    const journal = {
      pk: { S: `ALARM#${alarmId}` },
      sk: { S: String(version + 1).padStart(12, "0") },
      at: { S: new Date().toISOString() },
      event: { S: event },
    };
    puts.push(put(alarms, { ...condition, ...conditionKey(key) }, version), put(alarms, journal, 0));
    if (place) puts.push(put(entities, place, Number(place.version.N)));
  }
  await dynamodb.send(new TransactWriteItemsCommand({ ClientRequestToken: randomUUID(), TransactItems: puts }));
}

function put(table, item, from) {
  return {
    Put: {
      TableName: table,
      Item: { ...item, version: { N: String(from + 1) } },
      ...(from === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "version = :from", ExpressionAttributeValues: { ":from": { N: String(from) } } }),
    },
  };
}
