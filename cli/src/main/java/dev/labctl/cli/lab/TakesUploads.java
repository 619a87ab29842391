package dev.labctl.cli.lab;

import dev.labctl.cli.stack.Deployment;

/** Takes files into a bucket of its own: {@code labctl upload}. */
public non-sealed interface TakesUploads extends Capability {
    @Override
    default String verb() {
        return "upload";
    }

    /** The bucket that files go to. */
    String uploadBucket(Deployment deployment);
}
