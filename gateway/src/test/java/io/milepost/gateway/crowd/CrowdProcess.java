package io.milepost.gateway.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Many readers on one thread of a process of their own. Does what the lines say that it reads, each answered by a line. */
final class CrowdProcess {
    /** Bytes that the kernel may keep for a reader. */
    private static final int ROOM = 16 * 1024;
    /** As on a network, not as on the loopback device, where the kernel keeps a megabyte for everybody. */
    private static final int SEGMENT = 1_460;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final Map<String, List<Reader>> groups = new HashMap<>();
    private final Map<String, Sum> sums = new HashMap<>();
    private final String token;
    private InetSocketAddress gateway;

    private CrowdProcess(String token) {
        this.token = token;
    }

    /** Takes the token of all readers. */
    public static void main(String[] arguments) throws Exception {
        CrowdProcess crowd = new CrowdProcess(arguments[0]);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            System.out.println(crowd.loop.submit(() -> crowd.carryOut(words)).get());
        }
        System.exit(0);
    }

    private Map<String, Long> carryOut(String[] words) {
        String group = words[1];
        List<Reader> readers = groups.computeIfAbsent(group, name -> new ArrayList<>());
        Sum sum = sums.computeIfAbsent(group, name -> new Sum(this::comeLater));
        switch (words[0]) {
            case "join" -> {
                int channels = Integer.parseInt(words[3]);
                for (int i = Integer.parseInt(words[2]); i > 0; i--) {
                    readers.add(new Reader("team-" + group + i % channels, sum));
                }
            }
            case "come" -> {
                gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2]));
                readers.forEach(this::come);
            }
            case "stall" -> readers.forEach(reader -> reader.reads(false));
            case "wake" -> readers.forEach(reader -> reader.reads(true));
            case "drop" -> readers.forEach(Reader::drop);
            case "latency" -> {
                return sum.latency();
            }
            case "sum" -> {
                Map<String, Long> counts = new TreeMap<>(sum.counts());
                counts.put("open", readers.stream().filter(Reader::isOpen).count());
                counts.put("live", readers.stream().filter(Reader::isLive).count());
                counts.put("heard", readers.stream().mapToLong(Reader::next).sum());
                return counts;
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return Map.of();
    }

    private void comeLater(Reader reader) {
        loop.schedule(() -> come(reader), 1, TimeUnit.SECONDS);
    }

    private void come(Reader reader) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_RCVBUF, ROOM)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 60_000)
                .handler(reader.ear(token));
        if (epoll) {
            bootstrap.option(new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2), SEGMENT);
        }
        bootstrap.connect(gateway).addListener(connected -> {
            if (!connected.isSuccess()) {
                comeLater(reader);
            }
        });
    }
}
