package io.milepost.bench.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A broadcast with nothing around it: whoever connects to {@code /follow/KEY} gets the records of that key as they are.
 * One event loop writes, one thread reads from Kafka. It has no protocol, no bounds and no memory: a subscriber that does
 * not read takes all of the heap in the end.
 */
public final class Floor {
    private static final int REQUEST_BYTES = 8 * 1024;
    private static final int BACKLOG = 4_096;

    private Floor() {}

    /** Serves until it is ended. Arguments: Kafka's bootstrap servers, the topic. */
    public static void main(String[] args) throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        Crowd crowd = new Crowd();
        Reader reader = new Reader(args[0], args[1]);
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(REQUEST_BYTES),
                                        new Upgrade(crowd));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        System.out.println("ready http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort()));
        reader.run((key, frames) -> loop.execute(() -> crowd.send(key, frames)));
    }
}
