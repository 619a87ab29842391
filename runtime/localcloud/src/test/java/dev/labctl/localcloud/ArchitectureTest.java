package dev.labctl.localcloud;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.labctl.localcloud.core.ServiceFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may know which. There are no exceptions; if one seems needed, something lives in the wrong place. */
final class ArchitectureTest {
    private static final String ROOT = "dev.labctl.localcloud";
    private static final String CORE = ROOT + ".core..";
    private static final String SERVICES = ROOT + ".service..";
    private static final String GATEWAY = ROOT + ".gateway..";
    private static final String PROTOCOL = ROOT + ".protocol..";
    private static final String IDENTITY = ROOT + ".identity..";
    private static final String STORE = ROOT + ".store..";
    private static final String TIME = ROOT + ".time..";
    private static final String SCHEMA = ROOT + ".schema..";

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    @Test
    void noServiceKnowsAnother() {
        slices().matching(ROOT + ".service.(*)..")
                .should()
                .notDependOnEachOther()
                .because("services call each other through the Dispatcher, as a principal, as on AWS")
                .check(classes);
    }

    @Test
    void noServiceKnowsTheWire() {
        noClasses()
                .that()
                .resideInAPackage(SERVICES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(GATEWAY, ROOT)
                .because("a service answers SDK requests, whatever they came in")
                .check(classes);
    }

    @Test
    void theFoundationKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAnyPackage(STORE, SCHEMA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, SERVICES, GATEWAY, PROTOCOL, IDENTITY, TIME, ROOT)
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(TIME, IDENTITY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, SERVICES, GATEWAY, PROTOCOL, ROOT)
                .check(classes);
    }

    @Test
    void theCoreKnowsNeitherServicesNorTheWire() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVICES, GATEWAY, PROTOCOL, ROOT)
                .check(classes);
    }

    @Test
    void theProtocolsKnowNoService() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL, GATEWAY)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVICES)
                .check(classes);
    }

    @Test
    void theLocalCloudStandsAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.labctl.cli..", "dev.labctl.wire..", "dev.labctl.runtime..")
                .because("it runs what was uploaded, as AWS would")
                .check(classes);
    }

    @Test
    void servicesAreFoundThroughTheirFactories() {
        classes()
                .that()
                .implement(ServiceFactory.class)
                .should()
                .resideInAPackage(SERVICES)
                .andShould()
                .bePublic()
                .check(classes);
    }
}
