// A machine of the tests' own, which speaks to the platform over MQTT with its own certificate.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import mqtt from "mqtt";
import { api, cloud, eventually, person } from "./cloud.mjs";

const FARM = "erables";
const BARN = "erables-etable";

/** Makes a machine that nothing else fails, suppresses or moves, and connects it. */
export async function device(kind) {
  const technician = person("technician", FARM);
  const thingName = `test-${randomUUID()}`;
  const name = `${kind} ${thingName.slice(5, 13)}`;
  const entity = await api(technician, "POST", `/farms/${FARM}/entities`, { kind: "equipment", name, parentId: BARN });
  const entityId = entity.id;
  const thing = { thingName, farmId: FARM, entityId, model: "mixer-m900" };
  const made = await api(technician, "POST", "/things", thing);
  const connection = await mqtt.connectAsync({
    protocol: "mqtts",
    host: cloud.mqtt.host,
    port: cloud.mqtt.port,
    ca: readFileSync(cloud.mqtt.caFile),
    cert: made.certificatePem,
    key: made.privateKey,
    clientId: thingName,
    reconnectPeriod: 0,
  });
  return new Device({ thingName, name, entityId }, connection);
}

class Device {
  #connection;
  #boot = Date.now();
  #faults = new Map();
  /** The alarm's id by component. */
  #alarms = new Map();

  constructor(about, connection) {
    Object.assign(this, about);
    this.#connection = connection;
  }

  /** Raises a fault; a component of one's own makes it nobody else's. */
  async raise(component, code = "MOTOR_OVERLOAD") {
    const before = this.#faults.get(component);
    const fault = { code, component, boot: this.#boot, activation: (before?.activation ?? 0) + 1 };
    const at = new Date().toISOString();
    this.#faults.set(component, { ...fault, raisedAt: at });
    await this.#say({ ...fault, state: "raised", seq: 0, at });
  }

  /** Ends a fault. */
  async clear(component) {
    const fault = this.#faults.get(component);
    await this.#say({ ...fault, state: "cleared", seq: 1, at: new Date().toISOString() });
  }

  /** The alarm of a fault, once the platform has it and `is` holds. */
  alarm(component, is = () => true) {
    const technician = person("technician", FARM);
    return eventually(`the alarm of ${component} as it should be`, async () => {
      const known = this.#alarms.get(component);
      if (known) {
        const alarm = await api(technician, "GET", `/alarms/${encodeURIComponent(known)}`);
        return is(alarm) && alarm;
      }
      const { items } = await api(technician, "GET", `/farms/${FARM}/alarms?limit=100`);
      const found = items.find((alarm) => alarm.thingName === this.thingName && alarm.component === component);
      if (found) this.#alarms.set(component, found.id);
    });
  }

  /** From now on the machine does at once what it is told, beginning with these settings. */
  async obey(reported) {
    const shadow = `$aws/things/${this.thingName}/shadow/update`;
    const report = (state) =>
      this.#connection.publishAsync(shadow, JSON.stringify({ state: { reported: state } }), { qos: 1 });
    this.#connection.on("message", (topic, payload) => {
      if (topic === `${shadow}/delta`) void report(JSON.parse(payload.toString()).state);
    });
    await this.#connection.subscribeAsync(`${shadow}/delta`, { qos: 1 });
    await report(reported);
  }

  /** Says goodbye, with nothing left wrong, and is a machine no more. */
  async end() {
    for (const component of this.#faults.keys()) await this.clear(component);
    await this.#connection.endAsync();
    const technician = person("technician", FARM);
    await api(technician, "DELETE", `/things/${this.thingName}`);
    const place = `/farms/${FARM}/entities/${this.entityId}`;
    await eventually("the place without its machine", async () => !(await api(technician, "GET", place)).thingName);
    await api(technician, "DELETE", place);
  }

  #say(message) {
    const payload = JSON.stringify({ schemaVersion: 1, ...message });
    return this.#connection.publishAsync(`valmetal/${this.thingName}/alarms`, payload, { qos: 1 });
  }
}
