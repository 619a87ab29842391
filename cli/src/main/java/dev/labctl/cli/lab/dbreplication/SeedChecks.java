package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.dbreplication.TableState;
import java.util.List;
import java.util.Map;

/** Checks of how the primary's table is filled, which leave rows that are there alone. */
final class SeedChecks {
    private SeedChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("seed-keeps-rows", "seeding leaves a table that has rows alone", SeedChecks::keepsRows),
                new Check(
                        "seed-file-readable",
                        "the seeding function may read the files that labctl seed uploads, and no others",
                        SeedChecks::fileReadable));
    }

    private static CheckResult keepsRows(Verification run) {
        InventoryFunctions functions = new InventoryFunctions(run.deployment());
        functions.seed(Map.of());
        TableState before = functions.inspect().source();
        Map<String, Object> again = functions.seed(Map.of());
        TableState after = functions.inspect().source();
        if (before.rows() == 0) {
            return CheckResult.failed("the table is still empty after it was seeded");
        }
        return Boolean.FALSE.equals(again.get("seeded")) && before.equals(after)
                ? CheckResult.passed("left alone: %,d rows".formatted(after.rows()))
                : CheckResult.failed("seeding again turned %s into %s".formatted(before, after));
    }

    private static CheckResult fileReadable(Verification run) {
        String role = run.deployment().physicalId("SeederRole");
        String folder = "arn:aws:s3:::%s/seed/".formatted(InventorySeed.bucket(run.deployment()));
        String own = folder + run.deployment().stackName() + "/rows.csv";
        String foreign = folder + "another-stack/rows.csv";
        String allowed = run.cloud().iam().simulate(role, "s3:GetObject", own);
        String denied = run.cloud().iam().simulate(role, "s3:GetObject", foreign);
        String seen = "s3:GetObject on %s: %s; on %s: %s".formatted(own, allowed, foreign, denied);
        return allowed.equals("allowed") && !denied.equals("allowed")
                ? CheckResult.passed(seen)
                : CheckResult.failed("role %s: %s".formatted(role, seen));
    }
}
