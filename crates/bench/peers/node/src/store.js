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
  const get = ({ pk, sk }) => {
    const item = found.get(pk.S + sk.S);
    return item && JSON.parse(item.document.S);
  };
  return {
    condition: (key) => get(conditionKey(key)),
    definition: ({ code }) => get({ pk: { S: `DEFINITION#${code}` }, sk: { S: "DEFINITION" } }),
    place: (key) => get(placeKey(key)),
  };
}

// Writes conditions, their journal records and their places, each only if it is still what was read.
export async function commit(transitions) {
  const puts = [];
  for (const { key, condition, place, event } of transitions) {
    const version = condition.version ?? 0;
    const alarmId = Buffer.from(`${key.thing}/${key.component}/${key.code}`).toString("base64url");
    const journalKey = { pk: { S: `ALARM#${alarmId}` }, sk: { S: String(version + 1).padStart(12, "0") } };
    const journal = { alarmId, at: new Date().toISOString(), event };
    puts.push(put(alarms, conditionKey(key), condition, version), put(alarms, journalKey, journal, 0));
    if (place) puts.push(put(entities, placeKey(key), place, place.version));
  }
  await dynamodb.send(new TransactWriteItemsCommand({ ClientRequestToken: randomUUID(), TransactItems: puts }));
}

function put(table, key, value, from) {
  const version = from + 1;
  return {
    Put: {
      TableName: table,
      Item: { ...key, version: { N: String(version) }, document: { S: JSON.stringify({ ...value, version }) } },
      ...(from === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "version = :from", ExpressionAttributeValues: { ":from": { N: String(from) } } }),
    },
  };
}
