package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows one stack until nothing goes on in it any more, and passes its events on as they come. */
public final class StackWatch {
    private final Cloud cloud;
    private final String stack;
    private final DeployListener listener;
    private final List<StackEvent> seen = new ArrayList<>();
    private final Set<String> passedOn = new HashSet<>();
    private @Nullable String lastEventBefore;

    private StackWatch(Cloud cloud, String stack, DeployListener listener) {
        this.cloud = cloud;
        this.stack = stack;
        this.listener = listener;
    }

    /** Follows from now on: what happened before is not told. */
    public static StackWatch fromNow(Cloud cloud, String stack, DeployListener listener) {
        StackWatch watch = new StackWatch(cloud, stack, listener);
        watch.lastEventBefore = watch.newestEventId();
        return watch;
    }

    /**
     * Waits until the stack has settled or is gone.
     *
     * @param stackId a deleted stack can be asked about by its id only
     */
    public Optional<StackDescription> untilSettled(String stackId, Duration timeout) {
        return cloud.poller()
                .until(
                        "stack " + stack + " to settle",
                        timeout,
                        () -> {
                            Optional<StackDescription> now =
                                    cloud.cloudFormation().describe(stackId);
                            news(stackId);
                            return now;
                        },
                        now -> now.map(StackDescription::isSettled).orElse(true));
    }

    /** Whether something has happened since the watch began. */
    boolean hasNews() {
        return !Objects.equals(newestEventId(), lastEventBefore);
    }

    /** The events since the watch began, newest first. */
    public List<StackEvent> events() {
        List<StackEvent> newestFirst = new ArrayList<>(seen);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Events of several resources can appear out of order: one may be listed below others that were passed on. */
    private void news(String stackId) {
        List<StackEvent> fresh = new ArrayList<>();
        Iterator<StackEvent> newestFirst =
                cloud.cloudFormation().events(stackId).iterator();
        while (newestFirst.hasNext()) {
            StackEvent event = newestFirst.next();
            if (event.id().equals(lastEventBefore)) {
                break;
            }
            if (passedOn.add(event.id())) {
                fresh.add(event);
            }
        }
        Collections.reverse(fresh);
        seen.addAll(fresh);
        fresh.forEach(listener::event);
    }

    private @Nullable String newestEventId() {
        try {
            return cloud.cloudFormation()
                    .events(stack)
                    .findFirst()
                    .map(StackEvent::id)
                    .orElse(null);
        } catch (CloudException e) {
            if (e.text().contains("does not exist")) {
                return null;
            }
            throw e;
        }
    }
}
