package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.load.Answer;
import dev.labctl.cli.load.Judgement;
import dev.labctl.wire.todoapi.User;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Compares the users that the API shows with what it had told them. */
final class UserOracle {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final LoadRegister register;
    private final Examples examples;
    private long acknowledged;
    private long lost;
    private long wrong;
    private long unread;

    UserOracle(LoadRegister register, Examples examples) {
        this.register = register;
        this.examples = examples;
    }

    Judgement.Kind judge(String run, List<LoadMemory> memories) {
        Set<UUID> ids = new HashSet<>();
        Set<String> emails = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (LoadMemory memory : memories) {
            User user = memory.user();
            if (user != null) {
                acknowledged++;
                ids.add(user.id());
                emails.add(folded(user.email()));
                compare(user);
            }
            memory.unknownEmails().forEach(email -> unknown.add(folded(email)));
        }
        long duplicated = 0;
        Set<String> there = new HashSet<>();
        for (User listed : listed(run)) {
            String email = folded(listed.email());
            boolean isKnown = ids.contains(listed.id());
            if (!isKnown && !unknown.contains(email) && !emails.contains(email)) {
                wrong("user %s, %s, was asked for by nobody".formatted(listed.id(), listed.email()));
            } else if (!isKnown && (emails.contains(email) || !there.add(email))) {
                duplicated++;
                examples.add("user %s, %s, is there a second time".formatted(listed.id(), listed.email()));
            }
        }
        return new Judgement.Kind(
                "users", acknowledged, 0, lost, duplicated, wrong, 0, unread, unknown.size(), there.size());
    }

    private List<User> listed(String run) {
        try {
            return register.usersOf(run);
        } catch (LabctlException e) {
            unread++;
            examples.add(e.text());
            return List.of();
        }
    }

    private static String folded(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    private void compare(User user) {
        Optional<Answer> answer = register.ask("GET", "users/" + user.id());
        int status = answer.map(Answer::status).orElse(0);
        if (status == NOT_FOUND) {
            lost++;
            examples.add("user %s, %s, was acknowledged and is not there".formatted(user.id(), user.email()));
        } else if (status != OK) {
            unread++;
            examples.add("user %s could not be read: %s"
                    .formatted(user.id(), status == 0 ? "no answer" : "status " + status));
        } else {
            compare(user, answer.orElseThrow());
        }
    }

    private void compare(User user, Answer answer) {
        try {
            User shown = User.from(LoadRequests.member(answer, "user"));
            if (!shown.equals(user)) {
                wrong("user %s is %s, not %s".formatted(user.id(), shown, user));
            }
        } catch (IllegalArgumentException e) {
            wrong("user %s: %s".formatted(user.id(), e.getMessage()));
        }
    }

    private void wrong(String example) {
        wrong++;
        examples.add(example);
    }
}
