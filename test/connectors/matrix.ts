// Which test shows what a connector must answer (README.md has the questions): `matrix.test.ts` holds each to being there, in a file
// that is about the connector, and to being run.

export const questions = [
  "place",
  "killed",
  "cut",
  "still",
  "ourselves",
  "record",
  "slow",
  "misfit",
  "secret",
] as const;

export interface Answers {
  /** What a file that is about the connector names. */
  readonly uses: RegExp;
  /** Tests, as `file: title`, by question; or the letter of the reason why there is none. */
  readonly shown: Readonly<Record<(typeof questions)[number], readonly string[] | string>>;
}

export const matrix: Readonly<Record<string, Answers>> = {
  "local files": {
    uses: /connectors\/(csv|parquet|json-lines|files)|localFiles|millrace/,
    shown: {
      place: [
        "connectors/files/unwritable: a csv file whose folder is a file is refused before any row is read",
        "connectors/files/unwritable: a parquet file in a folder of others is refused at once",
        "connectors/parquet/bad-input: a pattern without a match and a path that is not there are errors",
        "connectors/parquet/bad-input: a folder that may not be read is an error",
      ],
      killed: "a",
      cut: "a",
      still: "a",
      ourselves: [
        "campaign/kills: a process that is killed 25 times and started again by the same command loses no row and doubles none",
        "connectors/files/watching/watch-kills: a process that reads files as they come and is killed loses and doubles nothing when it is begun again",
      ],
      record: [
        "connectors/files/bad-record-counts: bad records that are skipped are counted, by the step",
        "connectors/files/bad-record-counts: bad records that go to the dead letters are there, and counted",
        "connectors/files/bad-record-counts: the first bad record fails the job by default",
        "connectors/files/every-file-system: a record that cannot be read fails the run with its place, is skipped, or goes to a file of this machine",
      ],
      slow: [
        "connectors/files/every-file-system: a slow step holds back who reads a large file of this machine: what is in memory is a fraction of it",
      ],
      misfit: [
        "connectors/files/every-file-system: a schema that does not fit is refused before a record is written of this machine",
      ],
      secret: "b",
    },
  },
  S3: {
    uses: /s3/,
    shown: {
      place: [
        "services/s3-files: a bad host is told within 10 s, by name and without a secret",
        "services/s3-files: a bad access key is told within 10 s, by name and without a secret",
        "services/s3-files: a bad secret is told within 10 s, by name and without a secret",
        "services/s3-files: a bad bucket is told within 10 s, by name and without a secret",
        "services/s3-files: a bad bucket of a folder of checkpoints fails the run within 10 s, before anything is read",
        "services/s3-tokens: a session token that is over is told within 10 s, by name and without a secret",
      ],
      killed: [
        "services/s3-files: a server that is killed and comes back, while a file is written, published and read, loses and doubles nothing",
      ],
      cut: ["services/s3-files: reads and writes whose connections are cut and slow go on, and have each byte once"],
      still: ["services/s3-files: a server that stands still for 20 s is waited for"],
      ourselves: [
        "services/s3-formats: a process that is killed while it writes a folder in a bucket, with its checkpoints there, loses and doubles nothing",
        "services/s3-formats: a process that is killed while it writes a single file in a bucket, with its checkpoints there, loses and doubles nothing",
        "services/kafka-sink: a job from a topic to Parquet in a bucket that is killed around its commits loses and doubles nothing",
      ],
      record: [
        "services/s3-formats: a record that cannot be read fails the run with its place, is skipped, or goes to a file in a bucket",
      ],
      slow: [
        "services/s3-formats: a slow step holds back who reads a large file in a bucket: what is in memory is a fraction of it",
        "services/s3-folders: a server that takes nothing for a while holds the source back in a bucket: memory stays flat, and nothing is lost",
      ],
      misfit: ["services/s3-formats: a schema that does not fit is refused before a record is written in a bucket"],
      secret: [
        "services/s3-formats: no secret is in what runs have left in a bucket: their checkpoints, savepoints and files",
        "services/s3-tokens: a run whose token ends says so, goes on with another one where it was, and leaves no secret in what it prints, plans and stores",
      ],
    },
  },
  HDFS: {
    uses: /hdfs/,
    shown: {
      place: [
        "services/hdfs-files: a bad host is told within 10 s, by name",
        "services/hdfs-files: a bad user is told within 10 s, by name",
        "services/hdfs-files: a bad path is told within 10 s, by name",
        "services/hdfs-files: a bad host of a folder of checkpoints fails the run within 10 s, before anything is read",
        "services/hdfs-tokens: a delegation token that is cancelled is told within 10 s, by name and without it",
        "services/hdfs-tokens: who asks a secured cluster without a user or a token is told what to give",
      ],
      killed: [
        "services/hdfs-files: a NameNode that is killed and comes back, while a file is written, published and read, loses and doubles nothing",
        "services/hdfs-files: a DataNode that is killed and comes back, while files are made and read, loses nothing",
        "services/hdfs-ha: a NameNode that becomes active goes on with what the other one has begun, also when that was killed",
      ],
      cut: ["services/hdfs-files: reads and writes whose connections are cut and slow go on, and have each byte once"],
      still: ["services/hdfs-files: a NameNode and a DataNode that stand still for 20 s are waited for"],
      ourselves: [
        "services/hdfs-files: a job from files to files in HDFS, with its checkpoints there, that is killed around its commits loses and doubles nothing",
        "services/hdfs-ha: a process that is killed while it writes a folder in a cluster of two NameNodes, with its checkpoints there, loses and doubles nothing",
        "services/hdfs-ha: a process that is killed while it writes a single file in a cluster of two NameNodes, with its checkpoints there, loses and doubles nothing",
      ],
      record: [
        "services/hdfs-ha: a record that cannot be read fails the run with its place, is skipped, or goes to a file in a cluster of two NameNodes",
      ],
      slow: [
        "services/hdfs-ha: a slow step holds back who reads a large file in a cluster of two NameNodes: what is in memory is a fraction of it",
        "services/hdfs-folders: a server that takes nothing for a while holds the source back in HDFS: memory stays flat, and nothing is lost",
      ],
      misfit: [
        "services/hdfs-ha: a schema that does not fit is refused before a record is written in a cluster of two NameNodes",
      ],
      secret: [
        "services/hdfs-tokens: a run whose token is cancelled says so, goes on with another one where it was, and leaves no token in plans, warnings and files",
        "services/hdfs-tokens: a delegation token that is cancelled is told within 10 s, by name and without it",
      ],
    },
  },
  Kafka: {
    uses: /kafka/,
    shown: {
      place: [
        "services/kafka-source: a bad host is told within 10 s, with what to mend and without a secret",
        "services/kafka-source: a bad topic is told within 10 s, with what to mend and without a secret",
        "services/kafka-source: a bad password is told within 10 s, with what to mend and without a secret",
        "services/kafka-source: a bad authority is told within 10 s, with what to mend and without a secret",
        "services/kafka-faults: a bad host is told to who writes within 10 s, with what to mend and without a secret",
        "services/kafka-faults: a bad topic is told to who writes within 10 s, with what to mend and without a secret",
        "services/kafka-faults: a bad password is told to who writes within 10 s, with what to mend and without a secret",
        "services/kafka-faults: topics that are both missing are told together, source first, before threads start: within 10 s by the command line",
      ],
      killed: [
        "services/kafka-source: a broker that is killed and comes back, and one that stands still, lose and double nothing for who reads",
        "services/kafka-sink: a broker that is killed and comes back loses and doubles nothing of who writes",
      ],
      cut: [
        "services/kafka-faults: a network that is slow, and cuts each connection of who reads and writes after some bytes, loses and doubles nothing",
      ],
      still: [
        "services/kafka-faults: a broker that stands still for 20 s in the middle of reading and writing loses and doubles nothing",
      ],
      ourselves: [
        "services/kafka-sink: a job from topic to topic that is killed before, between and behind prepare and commit loses and doubles nothing",
      ],
      record: [
        "services/kafka-source: records that cannot be read fail the job with their place, are skipped, or go to a dead-letter sink",
        "services/kafka-source: bad records go to a dead-letter topic",
      ],
      slow: [
        "services/kafka-faults: a sink that is slow holds the source back: a topic passes through a fraction of its size of memory",
        "services/kafka-faults: brokers that take what is written slowly hold the source back: what is in memory is a fraction of it",
      ],
      misfit: [
        "services/kafka-source: rows whose columns do not fit what options say of a topic of JSON are refused before the first record is written",
        "services/kafka-avro: values of several schemas are read as one that is given; a schema that is not compatible is refused before the first record",
      ],
      secret: [
        "services/kafka-faults: no secret is in a plan, a checkpoint, a metric, a warning or an error",
        "services/kafka-source: a bad password is told within 10 s, with what to mend and without a secret",
      ],
    },
  },
  registry: {
    uses: /registry/,
    shown: {
      place: [
        "services/kafka-avro: a bad host of a registry is told within 10 s, before the first record and without a secret",
        "services/kafka-avro: a bad path of a registry is told within 10 s, before the first record and without a secret",
        "services/kafka-avro: a registry is reached by TLS where its certificate is trusted; one that is not is told",
      ],
      killed: [
        "services/kafka-avro: a registry that stands still for 20 s while a run goes on is waited for, and one that is killed is not missed where its schemas are known",
      ],
      cut: [
        "services/kafka-avro: a registry is reached through a network that is slow and cuts each connection after some bytes",
      ],
      still: [
        "services/kafka-avro: a registry that stands still for 20 s while a run goes on is waited for, and one that is killed is not missed where its schemas are known",
      ],
      ourselves: "c",
      record: [
        "services/kafka-avro: what others wrote is read: the byte 0, the id of its schema, its value; what is no such message is a bad record",
      ],
      slow: "c",
      misfit: [
        "services/kafka-avro: values of several schemas are read as one that is given; a schema that is not compatible is refused before the first record",
      ],
      secret: [
        "services/kafka-avro: a bad host of a registry is told within 10 s, before the first record and without a secret",
      ],
    },
  },
  DuckDB: {
    uses: /duckdb/,
    shown: {
      place: [
        "connectors/duckdb/duckdb: a file that cannot be opened",
        "connectors/duckdb/duckdb: a file that is not there is told, and none is made",
        "connectors/duckdb/duckdb: an absent table",
        "connectors/duckdb/writing: a file that another process holds is told at once, with its number, and can be used once that has ended",
      ],
      killed: "a",
      cut: "a",
      still: "a",
      ourselves: [
        "connectors/duckdb/kills: a process that copies a table and is killed loses and doubles nothing when it is begun again (append)",
        "connectors/duckdb/kills: a process that copies a table and is killed loses and doubles nothing when it is begun again (replace)",
        "connectors/duckdb/kills: a process that copies a table and is killed loses and doubles nothing when it is begun again (upsert)",
      ],
      record: [
        "connectors/duckdb/duckdb: beyond 2^53 are refused as numbers, left out, or go elsewhere, and are whole as bigint",
      ],
      slow: [
        "connectors/duckdb/duckdb: a slow step holds back what is read of a query: what is in memory is a fraction of it",
      ],
      misfit: ["connectors/duckdb/duckdb: a schema that does not fit is refused before a row is asked for"],
      secret: "b",
    },
  },
  httpPoll: {
    uses: /httpPoll/,
    shown: {
      place: [
        "connectors/http/http-poll: a server that never answers is told by the timeout, one that is not there by its refusal, both within 10 s",
        "connectors/http/http-poll: an answer of status 401 is an error at once, which tells no secret",
        "connectors/http/http-poll: an answer of status 404 is an error at once, which tells no secret",
      ],
      killed: [
        "connectors/http/http-network: a server that is killed and comes back, while it is read and sent to, gives and takes each row once",
      ],
      cut: [
        "connectors/http/http-network: through a way that is slow and cuts connections each row is read and sent once",
        "connectors/http/http-poll: an answer that fails by 503 or is cut in its middle is asked for again, and no row is twice",
      ],
      still: ["services/still: a server of HTTP that stands still is waited for: each row is read and sent once"],
      ourselves: [
        "connectors/http/http-kills: a process that is killed around its commits and while a request is under way loses nothing, and at once doubles what it says",
      ],
      record: [
        "connectors/http/http-poll: an answer of <html> is a bad record: it fails, is skipped, or goes elsewhere",
      ],
      slow: ["connectors/http/http-poll: a slow step holds back what is asked for"],
      misfit: "d",
      secret: [
        "connectors/http/http-kills: no error, plan or log of a run that fails tells what it was given to show",
        "connectors/http/http-poll: an answer of status 401 is an error at once, which tells no secret",
      ],
    },
  },
  httpSink: {
    uses: /httpSink/,
    shown: {
      place: [
        "connectors/http/http-sink: nobody there, and a server that never answers, are told to who sends within 10 s",
        "connectors/http/http-sink: what the server refuses by 403 fails the run with the rows and the remedy, and without secrets",
      ],
      killed: [
        "connectors/http/http-network: a server that is killed and comes back, while it is read and sent to, gives and takes each row once",
      ],
      cut: [
        "connectors/http/http-network: through a way that is slow and cuts connections each row is read and sent once",
        "connectors/http/http-sink: a request that fails by 503 or is cut is made again with the same key",
      ],
      still: ["services/still: a server of HTTP that stands still is waited for: each row is read and sent once"],
      ourselves: [
        "connectors/http/http-kills: a process that is killed around its commits and while a request is under way loses nothing, and at checkpoints doubles what it says",
      ],
      record: ["connectors/http/http-sink: a value that JSON has not is refused with the rows it is in"],
      slow: ["connectors/http/http-sink: a slow server holds the source back"],
      misfit: "d",
      secret: [
        "connectors/http/http-kills: no error, plan or log of a run that fails tells what it was given to show",
        "connectors/http/http-sink: what the server refuses by 403 fails the run with the rows and the remedy, and without secrets",
      ],
    },
  },
  webhook: {
    uses: /webhook/,
    shown: {
      place: [
        "connectors/http/webhook: a port that is taken is told; whoever stops the run answers those that wait, and waits for no connection without a word",
      ],
      killed: "e",
      cut: [
        "connectors/http/webhook: senders whose connections are slow and are cut within their requests come again: each row is taken once",
      ],
      still: [
        "services/still: a sender that stands still within a request to a webhook keeps no other waiting, and its rows are taken when it goes on",
      ],
      ourselves: [
        "connectors/http/webhook-kills: a process that is killed while it is sent rows loses none that was answered, and doubles none that is sent again by its key",
      ],
      record: [
        "connectors/http/webhook: no JSON is refused, and the run goes on",
        "connectors/http/webhook: rows that do not fit a schema go where onError says",
      ],
      slow: [
        "connectors/http/webhook: where the run is slower than its senders some wait, and others are told to come again",
      ],
      misfit: "d",
      secret: [
        "connectors/http/webhook: where there is a token it must be shown, and nothing tells it",
        "connectors/http/webhook-kills: a process that is killed while it is sent rows loses none that was answered, and doubles none that is sent again by its key",
      ],
    },
  },
  socketSource: {
    uses: /socketSource/,
    shown: {
      place: [
        "connectors/socket/socket-source: nobody there, no such host and a port that closes at once are told with what to check, each within 10 s",
        "connectors/socket/socket-source: TLS is spoken where it is said, and who is not trusted is told apart",
      ],
      killed: [
        "connectors/socket/socket-source: a server that is killed and comes back is gone on with: no row is doubled, and none that it sent between is missing",
      ],
      cut: [
        "connectors/socket/socket-source: through a way that is slow and cuts connections whole lines come, and those that were cut are bad records",
      ],
      still: ["services/still: a server of a socket that stands still is waited for: what it sends is there once"],
      ourselves: "f",
      record: [
        "connectors/socket/socket-source: a line that the end cuts off is a row of none but a whole server: it is a bad record",
      ],
      slow: ["connectors/socket/socket-source: a slow step holds the server back, and memory stays flat"],
      misfit: "d",
      secret: "b",
    },
  },
  socketSink: {
    uses: /socketSink/,
    shown: {
      place: [
        "connectors/socket/socket-sink: nobody there, a server that takes nothing and one that never closes are told, each within 10 s",
        "connectors/socket/socket-sink: rows are sent by TLS where it is said, and to nobody who is not trusted",
      ],
      killed: [
        "connectors/socket/socket-sink: a server that is gone and comes back is gone on with, in whole lines and with the names of columns anew",
      ],
      cut: [
        "connectors/socket/socket-sink: through a way that is slow and cuts connections whole lines come, in order, and none twice",
      ],
      still: ["services/still: a server that stands still while it is sent lines gets each once"],
      ourselves: "f",
      record: ["connectors/socket/socket-sink: a row that is no line is told, and sent to nobody"],
      slow: ["connectors/socket/socket-sink: a slow server holds the source back"],
      misfit: "d",
      secret: "b",
    },
  },
  "stdin, stdout": {
    uses: /stdin|stdout/,
    shown: {
      place: [
        "connectors/stdio/stdio: in a script of one's own: a second reader and a reader that has gone are errors that say what to do",
      ],
      killed: ["connectors/stdio/stdio: whoever reads no more ends the run without a word"],
      cut: "a",
      still: "g",
      ourselves: "f",
      record: ["connectors/stdio/stdio: a bad line fails with its number, or is left out and counted"],
      slow: ["connectors/stdio/stdio: a slow reader holds back who writes, and memory stays flat"],
      misfit: "d",
      secret: "b",
    },
  },
};
