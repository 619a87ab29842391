package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rule of a composite alarm ("PutCompositeAlarm", API reference): functions of other alarms' states, {@code TRUE} and
 * {@code FALSE}, with {@code AND}, {@code OR}, {@code NOT} and parentheses.
 */
final class AlarmRule {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<quoted>\"(?:[^\"\\\\]|\\\\.)*\")|(?<symbol>[()])|(?<word>[^\\s()\"]+))");
    private static final Set<String> FUNCTIONS =
            Set.of(Alarm.State.OK, Alarm.State.ALARM, Alarm.State.INSUFFICIENT_DATA);
    private static final String END = "";

    private final List<String> tokens = new ArrayList<>();
    private final Function<String, String> states;
    private final Set<String> alarms = new LinkedHashSet<>();
    private int position;

    private AlarmRule(String rule, Function<String, String> states) {
        this.states = states;
        Matcher matcher = TOKEN.matcher(rule.strip());
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
            matcher.region(end, rule.strip().length());
        }
        if (end < rule.strip().length()) {
            throw invalid();
        }
        tokens.add(END);
    }

    /** The names of the alarms a rule is about. */
    static Set<String> alarms(String rule) {
        AlarmRule parsed = new AlarmRule(rule, name -> Alarm.State.OK);
        parsed.whole();
        return parsed.alarms;
    }

    /**
     * Whether a rule holds.
     *
     * @param states the state of the alarm of a name
     * @throws AwsError ValidationError when it is malformed
     */
    static boolean holds(String rule, Function<String, String> states) {
        return new AlarmRule(rule, states).whole();
    }

    private boolean whole() {
        boolean holds = disjunction();
        if (!tokens.get(position).equals(END)) {
            throw invalid();
        }
        return holds;
    }

    private boolean disjunction() {
        boolean holds = conjunction();
        while (take("OR")) {
            // both sides are read, whatever the first says
            holds |= conjunction();
        }
        return holds;
    }

    private boolean conjunction() {
        boolean holds = negation();
        while (take("AND")) {
            holds &= negation();
        }
        return holds;
    }

    private boolean negation() {
        if (take("NOT")) {
            return !negation();
        }
        if (take("(")) {
            boolean holds = disjunction();
            expect(")");
            return holds;
        }
        String word = tokens.get(position++);
        if (word.equals("TRUE") || word.equals("FALSE")) {
            return word.equals("TRUE");
        }
        if (!FUNCTIONS.contains(word)) {
            throw invalid();
        }
        expect("(");
        String alarm = name(tokens.get(position++));
        expect(")");
        alarms.add(alarm);
        return states.apply(alarm).equals(word);
    }

    /** The name in a name or ARN, with or without quotes. */
    private static String name(String token) {
        if (token.equals(END) || token.equals("(") || token.equals(")")) {
            throw invalid();
        }
        String name =
                token.startsWith("\"") ? token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1") : token;
        return name.startsWith("arn:") ? name.substring(name.indexOf(":alarm:") + ":alarm:".length()) : name;
    }

    private boolean take(String token) {
        boolean matches = tokens.get(position).equals(token);
        position += matches ? 1 : 0;
        return matches;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw invalid();
        }
    }

    private static AwsError invalid() {
        return CloudWatchErrors.validation("AlarmRule is not valid. Please check the syntax and try again.");
    }
}
