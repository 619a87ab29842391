package dev.labctl.cli.lab;

/** Something that only some labs can do. A verb asks {@link Labs} for it, and so names the labs that can. */
public sealed interface Capability
        permits TakesUploads,
                ListsCatalog,
                SeedsInventory,
                BacksUpDatabases,
                ProcessesItems,
                WorksOffQueue,
                ServesApi,
                KeepsTodos,
                TakesLoad,
                Breakable,
                Traceable {
    /** The verb that uses it. */
    String verb();
}
