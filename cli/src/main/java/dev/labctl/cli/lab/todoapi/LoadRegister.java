package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.load.Answer;
import dev.labctl.cli.output.Json;
import dev.labctl.wire.todoapi.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API's users as the API shows them, asked for again when it fails: after a load it may have to recover. */
final class LoadRegister {
    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final int OK = 200;
    private static final int THROTTLED = 429;
    private static final int PAGE = 100;

    private final LoadRequests requests;

    LoadRegister(LoadRequests requests) {
        this.requests = requests;
    }

    /** Asks until there is an answer that is no failure of the system; the last answer, empty when there was none. */
    Optional<Answer> ask(String method, String path) {
        @Nullable Answer answer = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                pause(FIRST_PAUSE_MILLIS << attempt);
            }
            try {
                answer = requests.plain(method, path).send();
                if (!answer.isServerError() && answer.status() != THROTTLED) {
                    break;
                }
            } catch (IOException e) {
                answer = null;
            }
        }
        return Optional.ofNullable(answer);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.TIMED_OUT, "interrupted while asking the API", "", e);
        }
    }

    /**
     * All users of a load that the API lists.
     *
     * @throws LabctlException exit code 5, when it does not list them
     */
    List<User> usersOf(String run) {
        List<User> users = new ArrayList<>();
        int offset = 0;
        int listed;
        do {
            listed = 0;
            for (User user : page(offset)) {
                listed++;
                if (Marker.isOf(run, user.email())) {
                    users.add(user);
                }
            }
            offset += listed;
        } while (listed == PAGE);
        return users;
    }

    private List<User> page(int offset) {
        String path = "users?limit=%d&offset=%d".formatted(PAGE, offset);
        Answer answer = ask("GET", path).orElse(null);
        if (answer == null || answer.status() != OK) {
            throw unlisted(answer == null ? "no answer" : "%d %s".formatted(answer.status(), answer.body()), null);
        }
        try {
            List<User> users = new ArrayList<>();
            if (Json.object(answer.body()).get("users") instanceof List<?> listed) {
                for (Object each : listed) {
                    users.add(User.from(user(each)));
                }
            }
            return users;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw unlisted(answer.body(), e);
        }
    }

    @SuppressWarnings("unchecked") // the names in a JSON object are texts
    private static Map<String, ?> user(Object listed) {
        if (listed instanceof Map<?, ?> user) {
            return (Map<String, ?>) user;
        }
        throw new IllegalArgumentException("no user: " + listed);
    }

    private static LabctlException unlisted(String said, @Nullable Exception cause) {
        return new LabctlException(
                Failure.CLOUD,
                "the API does not list its users: " + said,
                "labctl logs todo-api; labctl verify todo-api",
                cause);
    }
}
