package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Breaks labs and heals them; what was there before is on disk in between. */
public final class Practice {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Cloud cloud;
    private final BrokenLabs records;

    /** Practice on labs of this cloud, whose records are these. */
    public Practice(Cloud cloud, BrokenLabs records) {
        this.cloud = cloud;
        this.records = records;
    }

    /** How a healing ended. */
    public enum Outcome {
        PUT_BACK("put back as it was"),
        WAS_BACK("nothing had to be put back"),
        DEPLOYED_OVER("left alone: a deployment has set it meanwhile"),
        DEPLOYED_ANEW("forgotten: the lab was deployed anew meanwhile"),
        DESTROYED("forgotten: the lab is not deployed any more");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** How it reads. */
        public String words() {
            return words;
        }
    }

    /**
     * Breaks a lab in the first of these ways that changes anything.
     *
     * @param faults in the order in which they are tried
     * @throws LabctlException exit code 2, when it is broken already, or none of the ways changes anything
     */
    public BrokenLab breaks(String lab, Deployment deployment, List<Fault> faults) {
        String stack = deployment.stackName();
        Optional<BrokenLab> known = records.find(stack);
        if (known.filter(broken -> broken.stackId().equals(deployment.stack().id()))
                .isPresent()) {
            throw LabctlException.usage(
                    lab + " is broken already", "labctl hint %s, labctl heal %s".formatted(lab, lab));
        }
        for (Fault fault : faults) {
            Part part = fault.part().in(deployment);
            String before = part.read(cloud);
            String after = fault.spoiler().spoiled(deployment, before);
            if (!after.equals(before)) {
                return breaks(BrokenLab.of(lab, deployment, fault, part, before, after));
            }
        }
        throw LabctlException.usage(
                faults.size() == 1
                        ? "%s cannot be broken in this way: it is so already".formatted(lab)
                        : "%s cannot be broken: it is so already, in every way".formatted(lab),
                "labctl verify %s; labctl break %s --list".formatted(lab, lab));
    }

    private BrokenLab breaks(BrokenLab broken) {
        records.write(broken);
        try {
            set(broken.part(), broken.after());
        } catch (RuntimeException e) {
            forgetUnlessChanged(broken, e);
            throw e;
        }
        return broken;
    }

    /** A change that was refused has broken nothing. Where that cannot be seen, the record stays. */
    private void forgetUnlessChanged(BrokenLab broken, RuntimeException refusal) {
        try {
            if (broken.part().read(cloud).equals(broken.before())) {
                records.forget(broken.stack());
            }
        } catch (LabctlException e) {
            refusal.addSuppressed(e);
        }
    }

    /**
     * Puts back what was broken, looks that it is there, and forgets it. It can be repeated after any interruption.
     *
     * @param stack as it is deployed now; empty when it is not
     */
    public Outcome heal(BrokenLab broken, Optional<StackDescription> stack) {
        Outcome outcome = outcome(broken, stack);
        records.forget(broken.stack());
        return outcome;
    }

    private Outcome outcome(BrokenLab broken, Optional<StackDescription> stack) {
        if (stack.isEmpty()) {
            return Outcome.DESTROYED;
        }
        if (!stack.get().id().equals(broken.stackId())) {
            return Outcome.DEPLOYED_ANEW;
        }
        String now = broken.part().read(cloud);
        if (now.equals(broken.before())) {
            return Outcome.WAS_BACK;
        }
        boolean wasUpdated = !BrokenLab.time(stack.get().updatedAt()).equals(broken.stackUpdated());
        if (wasUpdated && !now.equals(broken.after())) {
            return Outcome.DEPLOYED_OVER;
        }
        set(broken.part(), broken.before());
        return Outcome.PUT_BACK;
    }

    private void set(Part part, String value) {
        part.write(cloud, value);
        cloud.poller().until(part.title() + " to be set", LONGEST, () -> part.read(cloud), value::equals);
    }

    /**
     * The hints, the vague one first. The last tells the cause, and how it is put right by hand.
     *
     * @param fault empty when this version of labctl does not know the scenario any more
     */
    public List<String> hints(BrokenLab broken, Optional<Fault> fault) {
        List<String> hints = new ArrayList<>(fault.map(Fault::hints).orElse(List.of()));
        hints.add("%s: %s. By hand: %s"
                .formatted(
                        fault.map(Fault::happened).orElse("something was set wrongly"),
                        broken.part().title(),
                        broken.part().byHand(cloud, broken.before())));
        return hints;
    }

    /** Notes that so many hints were given. */
    public void hinted(BrokenLab broken, int given) {
        records.write(broken.hinted(given));
    }
}
