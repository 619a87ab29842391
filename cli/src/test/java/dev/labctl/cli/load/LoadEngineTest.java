package dev.labctl.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Virtual users against a real server. */
class LoadEngineTest {
    private static final Duration SOON = Duration.ofMillis(400);

    private static LoadPlan plan(int users, Duration duration, @Nullable Double rate) {
        return new LoadPlan(users, duration, Duration.ZERO, rate, 1);
    }

    @Test
    void usersWhoWaitForAnswersCallOneAfterTheOther() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger answers = new AtomicInteger();
        try (TestServer server = new TestServer(exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            TestServer.answer(exchange, 200);
            now.decrementAndGet();
        })) {
            LoadEngine engine = new LoadEngine(plan(3, Duration.ofMinutes(1), null));
            LoadFigures figures = engine.run((number, random) -> () -> server.get("/todos", outcome -> {
                if (answers.incrementAndGet() == 30) {
                    engine.stop();
                }
            }));

            assertThat(most.get()).isBetween(1, 3);
            assertThat(figures.all().calls()).isBetween(30L, 32L);
            assertThat(figures.all().errors()).isZero();
            assertThat(figures.troubles()).isEmpty();
            assertThat(figures.routes()).extracting(RouteFigures::route).containsExactly("GET /todos");
            assertThat(figures.timeline().stream().mapToLong(Second::calls).sum())
                    .isEqualTo(figures.all().calls());
        }
    }

    @Test
    void callsOnScheduleShowTheStallThatCallsAfterAnswersHide() throws Exception {
        LoadFigures closed = stalled(null);
        LoadFigures open = stalled(200.0);

        // One call in closed loop meets the stall; in open loop all that were due meanwhile do.
        assertThat(open.all().latency().p90())
                .isGreaterThan(Duration.ofMillis(300))
                .isGreaterThan(closed.all().latency().p90());
        assertThat(open.heldUp().max())
                .isGreaterThan(Duration.ofMillis(300))
                .isGreaterThan(closed.heldUp().max());
    }

    /** One user, and a server that once answers nothing for half a second. */
    private static LoadFigures stalled(@Nullable Double rate) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = new TestServer(exchange -> {
            if (calls.incrementAndGet() == 20) {
                Thread.sleep(500);
            }
            TestServer.answer(exchange, 200);
        })) {
            return new LoadEngine(plan(1, Duration.ofSeconds(1), rate))
                    .run((number, random) -> () -> server.get("/todos"));
        }
    }

    @Test
    void callsOnScheduleAreAsManyAsWereDue() throws Exception {
        try (TestServer server = new TestServer(exchange -> TestServer.answer(exchange, 200))) {
            LoadFigures figures = new LoadEngine(plan(4, Duration.ofSeconds(1), 50.0))
                    .run((number, random) -> () -> server.get("/todos"));

            assertThat(figures.all().calls()).isEqualTo(50);
        }
    }

    @Test
    void callsThatWereDueAndThatNobodyWasFreeForAreErrors() throws Exception {
        try (TestServer server = new TestServer(exchange -> {
            Thread.sleep(350);
            TestServer.answer(exchange, 200);
        })) {
            LoadFigures figures =
                    new LoadEngine(plan(1, SOON, 20.0)).run((number, random) -> () -> server.get("/todos"));

            assertThat(figures.unsent()).isPositive();
            assertThat(figures.all().calls()).isEqualTo(8);
            assertThat(figures.all().errors()).isEqualTo(figures.unsent());
            assertThat(figures.troubles())
                    .containsExactly(
                            new LoadFigures.TroubleCount(Trouble.NOT_SENT, figures.unsent(), figures.unsent()));
        }
    }

    @Test
    void errorsAreCountedByKind() throws Exception {
        URI closed = closedPort();
        try (TestServer server = new TestServer(exchange -> {
            switch (exchange.getRequestURI().getPath()) {
                case "/missing" -> TestServer.answer(exchange, 404);
                case "/broken" -> TestServer.answer(exchange, 503);
                case "/slow" -> Thread.sleep(5000);
                case "/cut" -> exchange.close();
                default -> TestServer.answer(exchange, 200);
            }
        })) {
            List<Call> calls = List.of(
                    server.get("/fine"),
                    server.get("/missing"),
                    server.get("/broken"),
                    server.post("/slow", outcome -> {}),
                    server.post("/cut", outcome -> {}),
                    Call.of("GET /closed", true, 200, () -> TestServer.send(closed, "GET", "/"), o -> {}));
            LoadEngine engine = new LoadEngine(plan(1, Duration.ofMinutes(1), null));
            AtomicInteger next = new AtomicInteger();
            LoadFigures figures = engine.run((number, random) -> () -> {
                int call = next.getAndIncrement();
                return last(calls.get(call), call == calls.size() - 1, engine);
            });

            Map<String, Long> errors = figures.troubles().stream()
                    .collect(Collectors.toMap(LoadFigures.TroubleCount::kind, LoadFigures.TroubleCount::errors));
            assertThat(errors)
                    .containsEntry("status 404", 1L)
                    .containsEntry("status 503", 1L)
                    .containsEntry("timeout", 1L)
                    .containsEntry("connection lost", 1L)
                    .containsEntry("connection refused", 1L)
                    .hasSize(5);
            assertThat(figures.all().errors()).isEqualTo(5);
            assertThat(figures.interrupted()).isTrue();
        }
    }

    /** The call, which ends the load if it is the last; what is repeated is then repeated no more. */
    private static Call last(Call call, boolean isLast, LoadEngine engine) {
        return !isLast
                ? call
                : new Call(
                        call.route(),
                        call.repeatable(),
                        call.expected(),
                        call.expectedAgain(),
                        () -> {
                            engine.stop();
                            return call.attempt().send();
                        },
                        call.then());
    }

    private static URI closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void whatIsThrottledIsSentAgainAndIsNoErrorWhenItSucceeds() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server =
                new TestServer(exchange -> TestServer.answer(exchange, calls.incrementAndGet() <= 2 ? 429 : 201))) {
            List<Outcome> outcomes = new ArrayList<>();
            LoadFigures figures = oneCall(engine -> server.post("/todos", outcome -> {
                outcomes.add(outcome);
                engine.stop();
            }));

            assertThat(outcomes).singleElement().satisfies(outcome -> {
                assertThat(outcome.isExpected()).isTrue();
                assertThat(outcome.isInDoubt()).isFalse();
            });
            assertThat(figures.all().retries()).isEqualTo(2);
            assertThat(figures.all().errors()).isZero();
            assertThat(figures.troubles()).containsExactly(new LoadFigures.TroubleCount("429 throttled", 2, 0));
        }
    }

    @Test
    void aLostAnswerIsAskedForAgainOnlyWhereTwiceIsAsGoodAsOnce() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        AtomicInteger gets = new AtomicInteger();
        try (TestServer server = new TestServer(exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                posts.incrementAndGet();
                exchange.close();
            } else if (gets.incrementAndGet() == 1) {
                Thread.sleep(3000);
            } else {
                TestServer.answer(exchange, 200);
            }
        })) {
            List<Outcome> outcomes = new ArrayList<>();
            oneCall(engine -> server.post("/todos", outcome -> {
                outcomes.add(outcome);
                engine.stop();
            }));
            oneCall(engine -> server.get("/todos", outcome -> {
                outcomes.add(outcome);
                engine.stop();
            }));

            assertThat(posts.get()).isEqualTo(1);
            assertThat(outcomes.get(0).answer()).isEmpty();
            assertThat(outcomes.get(0).isInDoubt()).isTrue();
            assertThat(gets.get()).isEqualTo(2);
            assertThat(outcomes.get(1).isExpected()).isTrue();
            assertThat(outcomes.get(1).isInDoubt()).isTrue();
        }
    }

    private interface CallOf {
        Call of(LoadEngine engine);
    }

    private static LoadFigures oneCall(CallOf call) throws InterruptedException {
        LoadEngine engine = new LoadEngine(plan(1, Duration.ofMinutes(1), null));
        return engine.run((number, random) -> () -> call.of(engine));
    }

    @Test
    void theSameSeedGivesUsersTheSameNumbers() throws Exception {
        assertThat(numbers(7)).isEqualTo(numbers(7)).isNotEqualTo(numbers(8));
    }

    private static Map<Integer, Long> numbers(long seed) throws InterruptedException {
        Map<Integer, Long> numbers = new ConcurrentHashMap<>();
        LoadPlan plan = new LoadPlan(3, Duration.ofMillis(20), Duration.ZERO, null, seed);
        new LoadEngine(plan).run((number, random) -> {
            numbers.put(number, random.nextLong());
            return () -> Call.of("none", true, 200, () -> new Answer(200, ""), outcome -> {});
        });
        return numbers;
    }

    @Test
    void theWarmUpIsShownApart() throws Exception {
        AtomicBoolean warm = new AtomicBoolean();
        try (TestServer server = new TestServer(exchange -> {
            if (!warm.getAndSet(true)) {
                Thread.sleep(300);
            }
            TestServer.answer(exchange, 200);
        })) {
            LoadPlan plan = new LoadPlan(1, SOON, Duration.ofMillis(200), null, 1);
            LoadFigures figures = new LoadEngine(plan).run((number, random) -> () -> server.get("/todos"));

            assertThat(figures.warmUp().calls()).isEqualTo(1);
            assertThat(figures.warmUp().latency().max()).isGreaterThan(Duration.ofMillis(290));
            assertThat(figures.all().calls()).isPositive();
            assertThat(figures.timeline().stream().mapToLong(Second::calls).sum())
                    .isEqualTo(figures.all().calls() + 1);
        }
    }

    @Test
    void whatTheWarmUpDidNotGetToIsNotMadeUpFor() throws Exception {
        AtomicBoolean warm = new AtomicBoolean();
        try (TestServer server = new TestServer(exchange -> {
            if (!warm.getAndSet(true)) {
                Thread.sleep(300);
            }
            TestServer.answer(exchange, 200);
        })) {
            LoadPlan plan = new LoadPlan(1, SOON, Duration.ofMillis(200), 20.0, 1);
            LoadFigures figures = new LoadEngine(plan).run((number, random) -> () -> server.get("/todos"));

            assertThat(figures.warmUp().calls()).isEqualTo(1);
            assertThat(figures.all().calls()).isEqualTo(8);
        }
    }

    @Test
    void aLoadCanBeEndedEarlyAndItsFiguresAreKept() throws Exception {
        CountDownLatch called = new CountDownLatch(5);
        try (TestServer server = new TestServer(exchange -> {
            TestServer.answer(exchange, 200);
            called.countDown();
        })) {
            LoadEngine engine = new LoadEngine(plan(2, Duration.ofHours(1), 50.0));
            List<LoadFigures> figures = Collections.synchronizedList(new ArrayList<>());
            Thread thread = new Thread(() -> {
                try {
                    figures.add(engine.run((number, random) -> () -> server.get("/todos")));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            called.await();
            assertThat(engine.snapshot().soFar().calls()).isBetween(1L, 50L * 60);
            engine.stop();
            thread.join();

            assertThat(figures).singleElement().satisfies(each -> {
                assertThat(each.interrupted()).isTrue();
                assertThat(each.all().calls()).isGreaterThanOrEqualTo(5);
                assertThat(each.took()).isLessThan(Duration.ofHours(1));
            });
        }
    }

    @Test
    void whatAUserThrowsEndsTheLoad() {
        LoadEngine engine = new LoadEngine(plan(3, Duration.ofHours(1), null));
        assertThatThrownBy(() -> engine.run((number, random) -> () -> {
                    throw LabctlException.usage("no credentials", "log in");
                }))
                .isInstanceOf(LabctlException.class)
                .hasMessage("no credentials");
    }

    @Test
    void plansThatMakeNoLoadAreRefused() {
        assertThatThrownBy(() -> plan(0, SOON, null)).hasMessageContaining("--users");
        assertThatThrownBy(() -> plan(1, Duration.ZERO, null)).hasMessageContaining("--duration");
        assertThatThrownBy(() -> plan(1, SOON, 0.0)).hasMessageContaining("--rate");
        assertThatThrownBy(() -> plan(1, SOON, Double.NaN)).hasMessageContaining("--rate");
    }
}
