package io.milepost.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. The picture is in docs/ARCHITECTURE.md. */
@AnalyzeClasses(
        packages = "io.milepost",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    /** Leaves out what modules lend to each other's tests. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] SCHEMAS = {
        "io.milepost.event..",
        "io.milepost.channel..",
        "io.milepost.cursor..",
        "io.milepost.route..",
        "io.milepost.rollout..",
        "io.milepost.schema..",
        "io.milepost.trace.."
    };

    @ArchTest
    static final ArchRule schemasKnowNobody = classes()
            .that()
            .resideInAnyPackage(SCHEMAS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.event..",
                    "io.milepost.channel..",
                    "io.milepost.cursor..",
                    "io.milepost.route..",
                    "io.milepost.rollout..",
                    "io.milepost.schema..",
                    "io.milepost.trace..",
                    "java..",
                    "org.apache.kafka..",
                    "com.fasterxml.jackson..",
                    "com.networknt.schema..",
                    "dk.brics..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule theBrokerKnowsNobody = noClasses()
            .that()
            .resideInAPackage("io.milepost.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.event..",
                    "io.milepost.channel..",
                    "io.milepost.cursor..",
                    "io.milepost.route..",
                    "io.milepost.rollout..",
                    "io.milepost.schema..",
                    "io.milepost.trace..",
                    "io.milepost.producer..",
                    "io.milepost.service..",
                    "io.milepost.log..",
                    "io.milepost.gateway..",
                    "io.milepost.launcher..");

    @ArchTest
    static final ArchRule producersKnowOnlyTheSchemas = noClasses()
            .that()
            .resideInAPackage("io.milepost.producer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.broker..",
                    "io.milepost.service..",
                    "io.milepost.log..",
                    "io.milepost.gateway..",
                    "io.milepost.launcher..");

    @ArchTest
    static final ArchRule servicesKnowOnlySchemasAndProducers = classes()
            .that()
            .resideInAPackage("io.milepost.service..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.service..",
                    "io.milepost.event..",
                    "io.milepost.channel..",
                    "io.milepost.schema..",
                    "io.milepost.producer",
                    "java..",
                    "javax.crypto..",
                    "org.apache.kafka..",
                    "com.fasterxml.jackson..",
                    "io.micrometer..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule servicesKnowNoProvider = noClasses()
            .that()
            .resideInAnyPackage("io.milepost.service", "io.milepost.service.realtime")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "io.milepost.producer..",
                    "io.milepost.service.realtime.kafka..",
                    "io.milepost.service.realtime.mock..");

    @ArchTest
    static final ArchRule aSinkKnowsNeitherTheGatewayNorAnotherSink = noClasses()
            .that()
            .resideInAPackage("io.milepost.pusher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.gateway..",
                    "io.milepost.log..",
                    "io.milepost.producer..",
                    "io.milepost.broker..",
                    "io.milepost.launcher..",
                    "io.milepost.email..",
                    "io.milepost.fanout.runtime..",
                    "org.apache.kafka..",
                    "io.vertx..",
                    "io.netty..");

    @ArchTest
    static final ArchRule mailKnowsNeitherTheGatewayNorAnotherSink = noClasses()
            .that()
            .resideInAPackage("io.milepost.email..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.gateway..",
                    "io.milepost.log..",
                    "io.milepost.producer..",
                    "io.milepost.broker..",
                    "io.milepost.launcher..",
                    "io.milepost.pusher..",
                    "io.vertx..",
                    "io.netty..");

    @ArchTest
    static final ArchRule theLogSideKnowsNoSocket = noClasses()
            .that()
            .resideInAPackage("io.milepost.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.gateway..",
                    "io.milepost.producer..",
                    "io.milepost.service..",
                    "io.milepost.broker..",
                    "io.milepost.launcher..",
                    "io.vertx..",
                    "io.netty..");

    @ArchTest
    static final ArchRule theLogSideKnowsOfFanoutsOnlyHowTopicsOfOurOwnAreRead = noClasses()
            .that()
            .resideInAPackage("io.milepost.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.fanout",
                    "io.milepost.fanout.runtime..",
                    "io.milepost.fanout.deadletter..",
                    "io.milepost.email..",
                    "io.milepost.pusher..");

    @ArchTest
    static final ArchRule theSocketSideKnowsNoKafka = noClasses()
            .that()
            .resideInAPackage("io.milepost.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "io.milepost.producer..",
                    "io.milepost.service..",
                    "io.milepost.broker..",
                    "io.milepost.launcher..");

    @ArchTest
    static final ArchRule theConsoleKnowsNoSinkAndNoWayToServe = noClasses()
            .that()
            .resideInAPackage("io.milepost.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.email..",
                    "io.milepost.pusher..",
                    "io.milepost.producer..",
                    "io.milepost.service..",
                    "io.milepost.broker..",
                    "io.milepost.launcher..",
                    "io.milepost.fanout.runtime..",
                    "io.vertx..",
                    "io.netty..");

    @ArchTest
    static final ArchRule onlyTheLauncherKnowsTheConsole = noClasses()
            .that()
            .resideOutsideOfPackages("io.milepost.console..", "io.milepost.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.milepost.console..");

    @ArchTest
    static final ArchRule protocolsKnowNeitherShardNorSessionNorSocket = noClasses()
            .that()
            .resideInAPackage("io.milepost.gateway.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.gateway.shard..",
                    "io.milepost.gateway.session..",
                    "io.milepost.gateway.socket..",
                    "io.vertx..");

    @ArchTest
    static final ArchRule shardsKnowNeitherSessionNorSocketNorVertx = noClasses()
            .that()
            .resideInAPackage("io.milepost.gateway.shard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.milepost.gateway.session..",
                    "io.milepost.gateway.socket..",
                    "io.milepost.gateway.auth..",
                    "io.vertx..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsHowSpansAreSent = noClasses()
            .that()
            .resideOutsideOfPackages("io.milepost.launcher.tracing..", "io.milepost.producer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("io.milepost.(**)").should().beFreeOfCycles();
}
