import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * FlinkCEP on the stream of the suite: parallelism 1, objects used again, state on the heap, no checkpoints. Each line read,
 * "a 1000000" or "generator 1000000", is one run; one line of JSON comes back: CPU of all threads of this process (its
 * compiler and collector with it), time on the wall, matches.
 */
public final class FlinkCep {
  private static final int GOLDEN = 0x9e3779b9;
  private static final int SEED = 0x4e45584d;
  private static final long START = 1704067200000L;

  /** An event, as Flink's own serializer of plain objects takes it. */
  public static class Event {
    public int n;
    public int key;
    public int type;
    public int value;

    public Event() {}

    Event(int n) {
      this.n = n;
      key = draw(n, 0, 10_000);
      type = draw(n, 1, 5);
      value = draw(n, 2, 1000);
    }
  }

  private static int draw(int n, int j, int below) {
    int z = (n * 16 + j + 1) * GOLDEN + SEED;
    z = (z ^ (z >>> 16)) * 0x21f0aaad;
    z = (z ^ (z >>> 15)) * 0x735a2d97;
    return (int) ((Integer.toUnsignedLong(z ^ (z >>> 15)) * below) >>> 32);
  }

  private static SimpleCondition<Event> type(int wanted) {
    return SimpleCondition.of(event -> event.type == wanted);
  }

  /** An event of a type, with a value above that of the last one of a step. */
  private static IterativeCondition<Event> above(int wanted, String step) {
    return new IterativeCondition<Event>() {
      @Override
      public boolean filter(Event event, Context<Event> context) throws Exception {
        if (event.type != wanted) return false;
        Event last = null;
        for (Event one : context.getEventsForPattern(step)) last = one;
        return event.value > last.value;
      }
    };
  }

  private static Pattern<Event, ?> pattern(String name) {
    Pattern<Event, Event> first = Pattern.<Event>begin("a").where(type(0));
    Duration within = Duration.ofSeconds(10);
    switch (name) {
      case "a":
        return first.followedBy("b").where(type(1)).within(within);
      case "b":
        return first.oneOrMore().greedy().followedBy("b").where(type(1)).within(within);
      case "c":
        return first.next("b").where(above(1, "a")).next("c").where(above(2, "b")).within(within);
      default:
        throw new IllegalArgumentException("Cannot look for pattern " + name + ": there are a, b, c");
    }
  }

  /** Of the run under way: CEP has no accumulators, and all runs in this process. */
  private static long found;

  /** Counts matches; Flink has fetched their events from its buffer by then. */
  public static class Matches extends PatternProcessFunction<Event, Long> {
    @Override
    public void processMatch(Map<String, List<Event>> match, Context context, Collector<Long> out) {
      out.collect(++found);
    }
  }

  private static long run(String what, int events) throws Exception {
    Configuration settings = new Configuration();
    settings.setString("restart-strategy.type", "none");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    env.getConfig().enableObjectReuse();
    DataStream<Event> stream =
        env.fromSequence(0, events - 1)
            .map(n -> new Event(n.intValue()))
            .returns(TypeInformation.of(Event.class))
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Event>forMonotonousTimestamps().withTimestampAssigner((event, old) -> START + event.n / 10));
    if (what.equals("generator")) {
      stream.sinkTo(new DiscardingSink<>());
      env.execute();
      return 0;
    }
    CEP.pattern(stream.keyBy(event -> event.key), pattern(what))
        .inEventTime()
        .process(new Matches())
        .returns(TypeInformation.of(Long.class))
        .sinkTo(new DiscardingSink<>());
    found = 0;
    env.execute();
    return found;
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err); // what Flink logs is no answer
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      System.gc(); // garbage of the run before is not charged to this one
      long cpu = system.getProcessCpuTime();
      long wall = System.nanoTime();
      long matches = run(words[0], Integer.parseInt(words[1]));
      out.printf(
          "{\"cpuNs\":%d,\"wallNs\":%d,\"found\":%d}%n",
          system.getProcessCpuTime() - cpu, System.nanoTime() - wall, matches);
    }
  }
}
