package dev.sluice.server.bootstrap;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.auth.TokenCheck;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.server.admin.ManagementServer;
import dev.sluice.server.admin.Readiness;
import dev.sluice.server.api.ServerApi;
import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.config.ConfigSource;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.hook.PublishHook;
import dev.sluice.server.log.LogSetup;
import dev.sluice.server.metric.Exporter;
import dev.sluice.server.tls.LiveTls;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The whole program while it runs: the gateway and its management port. */
public final class RunningServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

    /** How long a stop waits for clients to answer their close frames. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Gateway gateway;
    private final ManagementServer management;
    private final Readiness readiness;
    private final SideServices services;
    private final Exporter exporter;
    private final ServerConfig config;
    private final ServerDrain drain;

    private RunningServer(
            Gateway gateway,
            ManagementServer management,
            Readiness readiness,
            SideServices services,
            Exporter exporter,
            ServerConfig config) {
        this.gateway = gateway;
        this.management = management;
        this.readiness = readiness;
        this.services = services;
        this.exporter = exporter;
        this.config = config;
        this.drain = new ServerDrain(gateway, config.drain());
        exporter.watchDrain(drain::overrun);
    }

    /**
     * Starts both ports.
     *
     * @throws StartFailure if one of them cannot be had, the transport is not there, or TLS has no sound certificate
     */
    public static RunningServer start(ServerConfig config, Version version) throws StartFailure {
        Readiness readiness = new Readiness();
        FileBudget files = FileBudget.ofThisProcess(config.lanes());
        SideServices services = SideServices.start(config);
        Gateway gateway = startGateway(config, files, services);
        try {
            Exporter exporter = new Exporter(
                    gateway::meters,
                    gateway.transportName(),
                    () -> readiness.state() == Readiness.State.DRAINING,
                    version.labels(gateway.transportName()));
            exporter.addCounter(
                    "gateway.log.events.dropped", "Log events that were not written", LogSetup::droppedEvents);
            services.watch(exporter);
            ServerApi api = new ServerApi(gateway, config.apiKeys(), config.management());
            ManagementServer management =
                    ManagementServer.start(config.management(), gateway, readiness, exporter, api);
            readiness.become(Readiness.State.READY);
            logStart(config, version);
            files.warnOf(config.limits().connections());
            logReady(gateway, management, config);
            return new RunningServer(gateway, management, readiness, services, exporter, config);
        } catch (IOException e) {
            gateway.close();
            services.close();
            throw new StartFailure(BindAdvice.of("management", config.management(), e), e);
        }
    }

    /** Once both ports are there: without them the program says why, in one line, and no more. */
    private static void logStart(ServerConfig config, Version version) {
        LOG.atInfo()
                .addKeyValue("version", version.version())
                .addKeyValue("commit", version.commit())
                .addKeyValue("jdk", version.jdk())
                .addKeyValue("pid", ProcessHandle.current().pid())
                .log("Started");
        LoggingEventBuilder line = LOG.atInfo();
        for (Map.Entry<String, String> change : config.changes().entrySet()) {
            line = line.addKeyValue(change.getKey(), change.getValue());
        }
        line.log(config.changes().isEmpty() ? "Configuration: the defaults" : "Configuration: the defaults, but for");
    }

    private static void logReady(Gateway gateway, ManagementServer management, ServerConfig config) {
        LOG.atInfo()
                .addKeyValue("listen", NetUtil.toSocketAddressString(gateway.address()))
                .addKeyValue("management", NetUtil.toSocketAddressString(management.address()))
                .addKeyValue("api", management.apiAccess())
                .addKeyValue("transport", gateway.transport())
                .addKeyValue("lanes", gateway.lanes())
                .addKeyValue("tls", config.tls().isPresent() ? TlsPolicy.providerName() : "off")
                .addKeyValue("most-connections", gateway.mostConnections())
                .log("Ready; rooms are open to " + config.guests());
    }

    private static Gateway startGateway(ServerConfig config, FileBudget files, SideServices services)
            throws StartFailure {
        GatewayOptions.Builder options = GatewayOptions.builder()
                .listen(config.listen())
                .transport(config.transport())
                .lanes(config.lanes())
                .liveness(config.liveness())
                .limits(config.limits())
                .compression(config.compression())
                .echo(config.echo())
                .callers(config.callers())
                .mostFiles(files.connections())
                .namespaces(config.namespaces());
        services.tls().ifPresent(options::tls);
        services.webhooks().ifPresent(options::listener);
        config.webhooks().map(PublishHook::check).ifPresent(options::publishCheck);
        services.authenticator(config.webhooks())
                .ifPresent(authenticator -> options.tokens(
                        new TokenCheck(authenticator, config.auth().flatMap(JwtRules::queryParameter))));
        if (config.playground()) {
            Playground.addTo(options);
        }
        try {
            return Gateway.start(options.build());
        } catch (IOException e) {
            services.close();
            throw new StartFailure(BindAdvice.of("listen", config.listen(), e), e);
        } catch (UnsupportedOperationException e) {
            services.close();
            throw new StartFailure(e.getMessage() + "; set transport: auto to take what there is", e);
        }
    }

    /** Reads the configuration again on each SIGHUP, and the certificate, where there is one. To be called once. */
    public void reloadOnHangUp(ConfigSource source) {
        Reload reload = new Reload(source, config, gateway::namespaces);
        exporter.watchConfig(reload::reloads, reload::failures, reload::isUpToDate);
        boolean heeded = Signals.on("HUP", () -> {
            services.tls().ifPresent(LiveTls::reload);
            reload.run();
        });
        if (!heeded) {
            LOG.info("SIGHUP is ignored here, as by nohup: what the file says later holds from the next start");
        }
    }

    /** The gateway. */
    public Gateway gateway() {
        return gateway;
    }

    /** The address of the management port. */
    public InetSocketAddress management() {
        return management.address();
    }

    /** Tells balancers to send clients elsewhere, and lets those that are here go, as the configuration says; {@link #close} is to follow. */
    public void drain() {
        readiness.become(Readiness.State.DRAINING);
        drain.run(readiness.isWatched());
    }

    /** Ends a drain, now or to come, at once. Any thread. */
    public void hasten() {
        drain.hasten();
    }

    /** Tells balancers and clients to go elsewhere, waits for them a little, and ends. */
    @Override
    public void close() {
        readiness.become(Readiness.State.DRAINING);
        long clients = gateway.meters().total(MeterName.CONNECTIONS);
        if (clients > 0) {
            LOG.atInfo()
                    .addKeyValue("clients", clients)
                    .addKeyValue("code", CloseCode.RESTART)
                    .log("Stopping: every client is told to come back");
        } else {
            LOG.info("Stopping");
        }
        long cut = gateway.stop(STOP_PATIENCE);
        management.close();
        services.close();
        LOG.atInfo().addKeyValue("cut", cut).log("Stopped");
    }
}
