package dev.labctl.cli.lab;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.dbreplication.DbReplicationLab;
import dev.labctl.cli.lab.filecatalog.FileCatalogLab;
import dev.labctl.cli.lab.filepipeline.FilePipelineLab;
import dev.labctl.cli.lab.rdsbackup.RdsBackupLab;
import dev.labctl.cli.lab.s3replication.S3ReplicationLab;
import dev.labctl.cli.lab.todoapi.TodoApiLab;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** All labs there are. A new lab is a line here. */
public final class Labs {
    private static final List<Lab> ALL = List.of(
            new S3ReplicationLab(),
            new DbReplicationLab(),
            new FilePipelineLab(),
            new TodoApiLab(),
            new FileCatalogLab(),
            new RdsBackupLab());

    private Labs() {}

    /** Every lab, in the order in which they are listed. */
    public static List<Lab> all() {
        return ALL;
    }

    /**
     * The slugs of these labs in the order in which they can be destroyed: one may stand on another that was deployed
     * before it.
     */
    public static List<String> lastFirst(List<Lab> labs) {
        return labs.stream()
                .sorted(Comparator.<Lab>comparingInt(ALL::indexOf).reversed())
                .map(Lab::slug)
                .toList();
    }

    /**
     * The lab of that name.
     *
     * @throws LabctlException exit code 2, naming the labs there are
     */
    public static Lab named(String slug) {
        return ALL.stream()
                .filter(lab -> lab.slug().equals(slug))
                .findFirst()
                .orElseThrow(() ->
                        LabctlException.usage("there is no lab named '" + slug + "'", "choose one of: " + names(ALL)));
    }

    /**
     * What that lab offers of a kind.
     *
     * @param doing what was asked for, as it reads after "cannot": {@code list a catalog}
     * @throws LabctlException exit code 2, naming the labs that can, when this one cannot
     */
    public static <T extends Capability> T capability(Lab lab, Class<T> kind, String doing) {
        return lab.capabilities().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> LabctlException.usage(
                        "%s cannot %s".formatted(lab.slug(), doing), "labs that can: " + names(with(kind))));
    }

    /**
     * The lab that offers a kind of capability, when only one does.
     *
     * @throws LabctlException exit code 2, naming them, when a user has to choose
     */
    public static Lab theOneWith(Class<? extends Capability> kind, String doing) {
        List<Lab> able = with(kind);
        if (able.size() != 1) {
            throw LabctlException.usage(
                    "%d labs can %s".formatted(able.size(), doing), "choose with --lab: " + names(able));
        }
        return able.get(0);
    }

    /** The labs that offer a kind of capability. */
    public static List<Lab> with(Class<? extends Capability> kind) {
        return ALL.stream()
                .filter(lab -> lab.capabilities().stream().anyMatch(kind::isInstance))
                .toList();
    }

    private static String names(List<Lab> labs) {
        return labs.stream().map(Lab::slug).collect(Collectors.joining(", "));
    }
}
