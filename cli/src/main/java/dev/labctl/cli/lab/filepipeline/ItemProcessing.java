package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Submits files and shows what becomes of them. */
final class ItemProcessing implements ProcessesItems {
    @Override
    public String inputBucket(Deployment deployment) {
        return deployment.output(FilePipelineLab.BUCKET);
    }

    @Override
    public String inputPrefix(String client) {
        return "data/input/%s/".formatted(client);
    }

    @Override
    public Item submit(Deployment deployment, String path) {
        return new Items(deployment).submit(path);
    }

    @Override
    public Item submitAgain(Deployment deployment, String id) {
        return new Items(deployment).submitAgain(id);
    }

    @Override
    public Stream<Item> items(Deployment deployment, Optional<ItemStatus> status) {
        return new Items(deployment).all(status);
    }

    @Override
    public Map<ItemStatus, Long> counts(Deployment deployment) {
        return new Items(deployment).counts();
    }
}
