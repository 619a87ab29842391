package dev.labctl.localcloud.service.pipes;

import java.time.Duration;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;

/** Where a pipe's events come from. */
interface Source {
    /**
     * Makes sure that the source can be read, and notes where to begin when the pipe has never run.
     *
     * @throws dev.labctl.localcloud.core.AwsError why it cannot
     */
    void prepare(DescribePipeResponse pipe);

    /** Reads what is there, and brings what is due to the target; returns how long to wait until the next round. */
    Duration round();
}
