package io.milepost.bench.subject;

import io.milepost.bench.load.HttpFeed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** nginx with nchan, one worker, fed by HTTP since it reads no Kafka. */
public record Nchan(Processes process, InetSocketAddress address, Scratch home) implements Subject {
    private static final String VARIABLE = "MILEPOST_PEER_NGINX";
    private static final String NAME = "nginx";
    /** Where Debian puts it. */
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

    /** Starts it, if there is one on this machine. */
    public static Started start() throws IOException {
        Optional<Path> program = Processes.program(VARIABLE, NAME);
        if (program.isEmpty()) {
            return Processes.absent(VARIABLE, NAME);
        }
        return Files.isReadable(MODULE)
                ? new Started.Running(start(program.get()))
                : new Started.Absent("no module of nchan where Debian's nginx has it");
    }

    private static Subject start(Path program) throws IOException {
        InetSocketAddress address = Processes.freeAddress();
        Scratch home = Scratch.make("nchan");
        Path config = home.file("nginx.conf");
        Files.writeString(config, config(home.folder(), address));
        Processes process = Processes.start(
                List.of(program.toString(), "-p", home.folder().toString(), "-c", config.toString()),
                Map.of(),
                address,
                home.file("log"));
        return new Nchan(process, address, home);
    }

    private static String config(Path home, InetSocketAddress address) {
        return """
                load_module %s;
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                pid %s/pid;
                error_log stderr error;
                events { worker_connections 16000; }
                http {
                  access_log off;
                  client_body_temp_path %2$s/body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  keepalive_requests 1000000;
                  nchan_shared_memory_size 256M;
                  server {
                    listen %s:%d backlog=4096;
                    location ~ ^/publish/(.+)$ {
                      nchan_publisher http;
                      nchan_channel_id $1;
                      nchan_message_buffer_length 10000;
                      nchan_message_timeout 5m;
                    }
                    location ~ ^/follow/(.+)$ {
                      nchan_subscriber websocket;
                      nchan_channel_id $1;
                      nchan_subscriber_first_message newest;
                    }
                  }
                }
                """.formatted(MODULE, home, address.getAddress().getHostAddress(), address.getPort());
    }

    @Override
    public String name() {
        return "nchan";
    }

    @Override
    public String version() {
        String said = Processes.run("dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan");
        return said.isBlank() || said.contains(" ") ? "unknown" : said;
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/follow/" + key, "");
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(
                new HttpFeed(
                        "http://%s:%d/publish/".formatted(address.getAddress().getHostAddress(), address.getPort())),
                keys,
                size);
    }

    @Override
    public void close() {
        process.close();
        home.close();
    }
}
