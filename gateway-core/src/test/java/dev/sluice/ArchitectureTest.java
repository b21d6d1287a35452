package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.core.domain.JavaModifier.VOLATILE;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of the core, held by the build: what may import what, and what may be used where. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /**
     * Each stage, in the order in which a message passes them, and all that it may import. The root package, which
     * wires them, may import everything, and nobody imports it. A package that is not on the map fails the test.
     */
    private static final String MAP = """
            transport : protocol session codec message command room broker fanout lane limit auth namespace metric log
            session   : protocol codec message command room broker fanout lane limit auth namespace metric
            command   : message room broker fanout lane limit auth namespace metric
            room      : message broker fanout lane limit auth namespace metric
            broker    : message fanout lane limit metric
            fanout    : protocol codec message lane limit namespace metric

            protocol  :
            codec     : message
            message   :

            auth      : message
            namespace : message
            lane      : limit metric log
            limit     :
            metric    :
            log       :
            """;

    /** Stages that belong to one lane each, and so need no other means against other threads. */
    private static final String[] OWNED_BY_ONE_LANE = {
        "dev.sluice.session..", "dev.sluice.command..", "dev.sluice.room..", "dev.sluice.fanout.."
    };

    @ArchTest
    static final ArchRule imports_follow_the_flow = drawnAs(MAP);

    @ArchTest
    static final ArchRule no_two_packages_import_each_other = slices().matching("dev.sluice.(**)")
            .should()
            .beFreeOfCycles()
            .as("no packages import one another in a circle")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule protocol_is_bytes_in_values_out = noClasses()
            .that()
            .resideInAPackage("dev.sluice.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty.channel..", "org.slf4j..", "java.util.concurrent..", "java.time..", "java.util.logging..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class)
            .as("the protocol knows no channel, thread, clock or logger")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule one_writer_needs_no_concurrent_collections = noClasses()
            .that()
            .resideInAnyPackage(OWNED_BY_ONE_LANE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..")
            .as("sessions, commands, rooms and fan-out have one writer: no java.util.concurrent")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule one_writer_needs_no_volatile = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(OWNED_BY_ONE_LANE)
            .should()
            .haveModifier(VOLATILE)
            .as("sessions, commands, rooms and fan-out have one writer: no volatile")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule one_writer_needs_no_lock = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(OWNED_BY_ONE_LANE)
            .should()
            .haveModifier(SYNCHRONIZED)
            .as("sessions, commands, rooms and fan-out have one writer: no synchronized")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_a_lane_reads_the_clock = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.lane..")
            .should(callMethodWhere(readsAClock()))
            .as("time is an argument: only a lane reads a clock")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_lane_reads_no_wall_clock = noClasses()
            .that()
            .resideInAPackage("dev.sluice.lane..")
            .should(callMethodWhere(readsAClock().and(DescribedPredicate.not(target(name("nanoTime"))))))
            .as("a lane's clock is System.nanoTime, which never jumps")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule channels_stay_in_the_transport = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice", "dev.sluice.transport..", "dev.sluice.lane..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..")
            .as("Netty's channels stay in the transport, the lane and the root")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule frames_are_our_own = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.handler.codec.http.websocketx..")
            .as("WebSocket frames are read and written by our own codec")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_lane_never_waits = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice")
            .should(callMethodWhere(waitsForAFuture()))
            .as("a lane never waits: no get, join, sync or await on a future outside the root")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule settings_are_arguments = noClasses()
            .should(callMethodWhere(readsTheSurroundings()))
            .as("the core is configured by arguments: no environment, no system properties")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_name_says_what_a_class_is = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Data|Info|Base)")
            .as("a name says what a class is: no …Impl, …Util, …Helper, …Manager, …Data, …Info, …Base")
            .allowEmptyShould(true);

    /** A synchronized block leaves no mark that the rules above can see, so this one reads the sources. */
    @Test
    void one_writer_needs_no_synchronized_block() throws IOException {
        Pattern comments = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
        Pattern block = Pattern.compile("\\bsynchronized\\b");
        for (String stage : List.of("session", "command", "room", "fanout")) {
            Path sources = Path.of("src/main/java/dev/sluice", stage);
            if (Files.notExists(sources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(sources)) {
                assertThat(files.filter(file -> file.toString().endsWith(".java")))
                        .allSatisfy(file -> assertThat(
                                        comments.matcher(Files.readString(file)).replaceAll(""))
                                .as("%s has one writer: no synchronized", file)
                                .doesNotContainPattern(block));
            }
        }
    }

    private static ArchRule drawnAs(String map) {
        LayeredArchitecture flow = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.sluice..")
                .withOptionalLayers(true)
                .layer("root")
                .definedBy("dev.sluice");
        List<String[]> stages = map.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\s*:\\s*", 2))
                .toList();
        for (String[] stage : stages) {
            flow = flow.layer(stage[0]).definedBy("dev.sluice." + stage[0] + "..");
        }
        for (String[] stage : stages) {
            LayeredArchitecture.LayerDependencySpecification access = flow.whereLayer(stage[0]);
            flow = stage[1].isEmpty() ? access.mayNotAccessAnyLayer() : access.mayOnlyAccessLayers(stage[1].split(" "));
        }
        return flow.whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .as("imports follow the flow");
    }

    private static DescribedPredicate<JavaCall<?>> readsAClock() {
        return call("read a clock", call -> {
            JavaClass owner = call.getTargetOwner();
            String method = call.getTarget().getName();
            return owner.isEquivalentTo(System.class)
                            && List.of("nanoTime", "currentTimeMillis").contains(method)
                    || owner.getPackageName().equals("java.time")
                            && (method.equals("now") || method.startsWith("system"));
        });
    }

    private static DescribedPredicate<JavaCall<?>> waitsForAFuture() {
        return call("wait for a future", call -> {
            JavaClass owner = call.getTargetOwner();
            String method = call.getTarget().getName();
            return owner.isAssignableTo(Future.class)
                    && Pattern.matches("get|join|(sync|await)(Uninterruptibly)?", method);
        });
    }

    private static DescribedPredicate<JavaCall<?>> readsTheSurroundings() {
        return call("read the environment or system properties", call -> {
            JavaClass owner = call.getTargetOwner();
            String method = call.getTarget().getName();
            return owner.isEquivalentTo(System.class)
                    && List.of("getenv", "getProperty", "getProperties").contains(method);
        });
    }

    private static DescribedPredicate<JavaCall<?>> call(String description, Predicate<JavaCall<?>> test) {
        return DescribedPredicate.describe(description, test);
    }
}
