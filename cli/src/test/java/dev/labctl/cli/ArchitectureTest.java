package dev.labctl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the directions in which packages may depend on each other; there are no exceptions. */
class ArchitectureTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.labctl.cli");

    @Test
    void dependenciesPointFromCommandsOverLabsAndStacksToClouds() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("command")
                .definedBy("dev.labctl.cli.command..")
                .layer("lab")
                .definedBy("dev.labctl.cli.lab..")
                .layer("backup")
                .definedBy("dev.labctl.cli.backup..")
                .layer("verify")
                .definedBy("dev.labctl.cli.verify..")
                .layer("stack")
                .definedBy("dev.labctl.cli.stack..")
                .layer("cloud")
                .definedBy("dev.labctl.cli.cloud..")
                .whereLayer("command")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lab")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("backup")
                .mayOnlyBeAccessedByLayers("command", "lab")
                .whereLayer("verify")
                .mayOnlyBeAccessedByLayers("command", "lab", "backup")
                .whereLayer("stack")
                .mayOnlyBeAccessedByLayers("command", "lab", "verify")
                .whereLayer("cloud")
                .mayOnlyBeAccessedByLayers("command", "lab", "backup", "verify", "stack")
                .check(CLI);
    }

    @Test
    void groupsOfVerbsKnowNeitherTheProgramNorEachOtherInCircles() {
        noClasses()
                .that()
                .resideInAPackage("dev.labctl.cli.command.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.labctl.cli.command")
                .check(CLI);
        slices().matching("dev.labctl.cli.command.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLI);
    }

    @Test
    void onlyTheCloudPackageSeesTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.labctl.cli.cloud")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLI);
    }

    @Test
    void nothingSeesTheLocalCloudsClassesOrTheHandlers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.labctl.localcloud..", "dev.labctl.runtime..")
                .check(CLI);
    }

    @Test
    void oneLabNeverSeesAnother() {
        slices().assignedFrom(new EachLab()).should().notDependOnEachOther().check(CLI);
    }

    @Test
    void errorsAndOutputKnowNothingOfTheRest() {
        classes()
                .that()
                .resideInAnyPackage("dev.labctl.cli.error", "dev.labctl.cli.output")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.labctl.cli.command..",
                        "dev.labctl.cli.lab..",
                        "dev.labctl.cli.stack..",
                        "dev.labctl.cli.verify..",
                        "dev.labctl.cli.cloud..")
                .check(CLI);
    }

    @Test
    void theReaderOfArchivesStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.labctl.cli.archive..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.labctl.cli..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("dev.labctl.cli.archive..")))
                .because("an archive is read the same whoever asks")
                .check(CLI);
        noClasses()
                .that()
                .resideInAPackage("dev.labctl.cli.archive")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.postgresql..", "java.sql..", "dev.labctl.cli.archive.restore..")
                .because("reading an archive takes no database")
                .check(CLI);
    }

    @Test
    void noPackagesDependOnEachOtherInCircles() {
        slices().matching("dev.labctl.cli.(*)..").should().beFreeOfCycles().check(CLI);
    }

    /** A slice for each package of a lab; what the labs share is in none. */
    private static final class EachLab implements SliceAssignment {
        private static final String LABS = "dev.labctl.cli.lab.";
        private static final List<String> SHARED = List.of("check", "fault", "trace");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            boolean isLab = name.startsWith(LABS) && SHARED.stream().noneMatch(each -> name.startsWith(LABS + each));
            return isLab ? SliceIdentifier.of(name.substring(LABS.length())) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "each lab";
        }
    }
}
