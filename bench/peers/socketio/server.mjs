// A server of Socket.IO: each record of the topic goes to the room of its key.
// Arguments: the port, Kafka's bootstrap servers, the topic.
import { createServer } from "node:http";
import { Kafka, logLevel } from "kafkajs";
import { Server } from "socket.io";

const [port, servers, topic] = process.argv.slice(2);

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  serveClient: false,
  // The clients of the benchmark answer no heartbeats.
  pingInterval: 3_600_000,
  pingTimeout: 60_000,
});

io.on("connection", (socket) => {
  socket.on("subscribe", (key) => {
    socket.join(key);
    socket.emit("subscribed");
  });
});

const kafka = new Kafka({ clientId: "socketio", brokers: servers.split(","), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: "socketio" });
const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
await consumer.connect();
// The group is new when the topic is, and keeps its place over a restart: nothing is left out.
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    io.to(message.key.toString()).emit("event", message.value.toString());
  },
});
await joined;
http.listen(Number(port), "127.0.0.1");

process.once("SIGTERM", async () => {
  await consumer.disconnect();
  process.exit(0);
});
