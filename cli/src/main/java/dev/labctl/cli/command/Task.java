package dev.labctl.cli.command;

/** What a user is about; help lists the verbs by it. */
enum Task {
    PROVE("Deploy labs and prove that they work"),
    WORK("Work with them"),
    LOOK("See what happens"),
    PRACTISE("Practise finding faults"),
    BACKUP("Back up databases, and restore them"),
    LABCTL("The local cloud, and labctl itself");

    private final String title;

    Task(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
