package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.Credentials;
import dev.labctl.cli.cloud.Signature;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;

/** Checks of who may call the API. */
final class SignatureChecks {
    private static final int FORBIDDEN = 403;

    private SignatureChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "unsigned-refused",
                        "a request without a signature is forbidden, whatever it asks for",
                        SignatureChecks::unsigned),
                new Check(
                        "wrong-signatures-refused",
                        "a signature by another secret, of another body, for another service or too old is refused",
                        SignatureChecks::wronglySigned),
                new Check(
                        "caller-role-limited",
                        "the caller's role may call the API by its URL, and the function in no other way",
                        SignatureChecks::callerRole));
    }

    private static CheckResult unsigned(Verification run) {
        Calls calls = Calls.of(run);
        Findings findings = new Findings();
        for (ApiRequest request : requests(calls)) {
            Answer answer = calls.send(run.cloud(), request, Signature.NONE);
            findings.compared(answer.unless(FORBIDDEN).map(problem -> "without a signature, " + problem));
            findings.evidence("%s: %s".formatted(answer.call(), answer.seen()));
        }
        return findings.result();
    }

    private static CheckResult wronglySigned(Verification run) {
        Calls calls = Calls.of(run);
        Findings findings = new Findings();
        for (Signature wrong : Signature.values()) {
            if (wrong == Signature.VALID || wrong == Signature.NONE) {
                continue;
            }
            for (ApiRequest request : requests(calls)) {
                Answer answer = calls.send(run.cloud(), request, wrong);
                findings.compared(
                        answer.unless(FORBIDDEN).map(problem -> "signed wrongly (%s), %s".formatted(wrong, problem)));
            }
        }
        findings.evidence("%d requests were refused".formatted(findings.compared()));
        return findings.result();
    }

    private static List<ApiRequest> requests(Calls calls) {
        return List.of(
                calls.request("GET", "/health"),
                calls.request("GET", "/users?limit=1"),
                calls.request("POST", "/users").json("{\"name\": \"Nobody\", \"email\": \"nobody@labctl.test\"}"),
                calls.request("GET", "/nothing"));
    }

    private static CheckResult callerRole(Verification run) {
        Calls calls = Calls.of(run);
        String role = run.deployment().output("CallerRoleArn");
        Credentials session = run.cloud().sts().assume(role, "labctl-verify-" + run.runId());
        Cloud caller = run.cloud().as(session);
        Findings findings = new Findings();
        // What a new role may do takes a moment to be known everywhere.
        ApiRequest health = calls.request("GET", "/health");
        run.settled(() -> calls.send(caller, health, Signature.VALID).status() != FORBIDDEN);
        Answer answer = calls.send(caller, health, Signature.VALID);
        findings.compared(answer.unless(200).map(problem -> "as %s, %s".formatted(role, problem)));
        findings.evidence("as %s, %s: %s".formatted(role, answer.call(), answer.seen()));
        String function = TodoApiLab.api(run.deployment()).function();
        try {
            String payload = caller.lambda().invoke(function, "{}").payload();
            findings.problem("%s could call %s directly, which answered %s".formatted(role, function, payload));
        } catch (CloudException e) {
            if (e.status() != FORBIDDEN) {
                throw e;
            }
            findings.evidence(e.text());
        }
        return findings.result();
    }
}
