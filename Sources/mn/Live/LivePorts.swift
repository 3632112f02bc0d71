#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import MNSim

/// Ports of this machine's loopback address.
struct LivePorts: Ports {
    /// Ended by Ctrl-C while a port is served.
    let gracefulShutdown: GracefulShutdown

    func open(_ number: Int) throws(PortFault) -> any OpenPort {
        do {
            return ListeningPort(
                try ListeningSocket(loopback: number), gracefulShutdown: gracefulShutdown)
        } catch {
            throw switch error.code {
            case EADDRINUSE: .taken(number)
            case EACCES, EPERM: .denied(number)
            default: .failed("\(error)")
            }
        }
    }
}

/// A socket that listens, and whoever answers there.
struct ListeningPort: OpenPort {
    let socket: ListeningSocket
    let gracefulShutdown: GracefulShutdown

    init(_ socket: ListeningSocket, gracefulShutdown: GracefulShutdown = GracefulShutdown()) {
        self.socket = socket
        self.gracefulShutdown = gracefulShutdown
    }

    var number: Int { socket.port }

    func isWanted() async throws(PortFault) -> Bool {
        let socket = socket
        return try await untilEnd { end throws(SystemFault) in
            var ready = [end.number, socket.number].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            while unsafe poll(&ready, nfds_t(ready.count), -1) < 0 {
                guard errno == EINTR else { throw SystemFault("poll") }
            }
            return ready[0].revents == 0
        }
    }

    func serve(_ handler: some ConnectionHandler) async throws(PortFault) {
        let socket = socket
        try await untilEnd { end throws(SystemFault) in
            var loop = PortLoop(socket, handler, end: end)
            try loop.run()
        }
    }

    /// Does what waits for sockets, and for a word that it is to end.
    private func untilEnd<Value: Sendable>(
        _ body: @escaping @Sendable (EndSignal) throws(SystemFault) -> Value
    ) async throws(PortFault) -> Value {
        do throws(SystemFault) {
            let end = try EndSignal()
            let action = gracefulShutdown.add { end.send() }
            defer { action.withdraw() }
            let result = await withTaskCancellationHandler {
                await BlockingWork.run { () -> Result<Value, SystemFault> in
                    Result { () throws(SystemFault) in try body(end) }
                }
            } onCancel: {
                end.send()
            }
            return try result.get()
        } catch {
            throw .failed("\(error)")
        }
    }
}

/// Carries bytes between the clients of a socket and what answers them, on one thread that waits for
/// all of them at once: a slow client holds up nobody.
struct PortLoop<Answers: ConnectionHandler> {
    /// How long a client may take to notice that the connection has ended.
    private static var farewell: Duration { .milliseconds(500) }
    /// How long to wait for a free descriptor before new clients are taken again.
    private static var respite: Duration { .milliseconds(100) }
    /// How much may wait to be sent to one client before more is made for it.
    private static var outputLimit: Int { 32 << 10 }
    /// How long a client may take nothing of what is sent to it.
    private static var outputPatience: Duration { .seconds(120) }
    /// How much is done for one client before the others have their turn.
    private static var stepLimit: Int { 16 }

    private let socket: ListeningSocket
    private var handler: Answers
    private let end: EndSignal
    private let time = LiveTime()
    private let epoch: Duration
    private var clients: [Int: ClientSocket] = [:]
    private var nextClient = 1
    /// No client is taken before that.
    private var acceptAfter = Duration.zero
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)
    /// The most clients at once.
    private let clientLimit: Int

    init(
        _ socket: ListeningSocket, _ handler: Answers, end: EndSignal,
        clientLimit: Int = ServedLimits.clients
    ) {
        self.socket = socket
        self.clientLimit = clientLimit
        self.handler = handler
        self.end = end
        epoch = time.sinceEpoch - time.now
    }

    private var now: Duration { epoch + time.now }

    /// Serves until the end is asked for; then every connection is closed.
    mutating func run() throws(SystemFault) {
        while true {
            takeTurns()
            if try wait(.zero) { return }
        }
    }

    /// Waits for clients, and reads what came; true when the end is asked for.
    private mutating func wait(_ limit: Duration?) throws(SystemFault) -> Bool {
        let order = Array(clients.keys)
        var sockets = [
            pollfd(fd: end.number, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: now < acceptAfter || isFull && oldestIdle == nil ? -1 : socket.number,
                events: Int16(POLLIN),
                revents: 0),
        ]
        for client in order { sockets.append(interest(in: client)) }
        let ready = unsafe poll(&sockets, nfds_t(sockets.count), Self.milliseconds(limit))
        guard ready >= 0 || errno == EINTR else { throw SystemFault("poll") }
        if ready <= 0 {
            guard limit == .zero, ready == 0 else { return false }
            if let turn = nextTurn, turn <= now { return false }
            // Nothing has come: time may be taken from those who only wait, or must pass.
            if handler.rest(at: now) {
                for client in clients.values { client.turn = .zero }
                return false
            }
            return try wait(nextTurn.map { max(.milliseconds(1), $0 - now) })
        }
        if sockets[0].revents != 0 { return true }
        for (index, client) in order.enumerated() where sockets[index + 2].revents != 0 {
            read(from: client, sockets[index + 2].revents)
        }
        if sockets[1].revents != 0 { acceptClients() }
        return false
    }

    private var isFull: Bool { clients.count >= clientLimit }

    /// The client that has been there longest of those whose place may go to another.
    private var oldestIdle: Int? {
        clients.filter { $1.closeBy != nil || handler.isIdle($0) }.keys.min()
    }

    /// What is to be noticed about a client.
    private func interest(in client: Int) -> pollfd {
        guard let socket = clients[client] else { return pollfd(fd: -1, events: 0, revents: 0) }
        var events: Int32 = 0
        if socket.hasOutput { events |= Int32(POLLOUT) }
        if socket.closeBy != nil || handler.wantsInput(from: client) { events |= Int32(POLLIN) }
        return pollfd(fd: socket.number, events: Int16(events), revents: 0)
    }

    private var nextTurn: Duration? {
        let turns = clients.values.compactMap { client in
            client.closeBy ?? [client.turn, client.stuckBy].compactMap(\.self).min()
        }
        return (turns + (now < acceptAfter ? [acceptAfter] : [])).min()
    }

    private static func milliseconds(_ limit: Duration?) -> Int32 {
        guard let limit else { return -1 }
        return limit == .zero ? 0 : Int32(clamping: Seconds(limit).milliseconds + 1)
    }

    private mutating func acceptClients() {
        // What came from those who were taken is read before many more are.
        for _ in 0..<max(1, clientLimit / 4) {
            if isFull, oldestIdle == nil { return }
            do throws(SystemFault) {
                guard let descriptor = try socket.accept() else { return }
                if isFull, let oldest = oldestIdle {
                    if clients[oldest]?.closeBy == nil { handler.disconnect(oldest, at: now) }
                    clients[oldest] = nil
                }
                let client = ClientSocket(descriptor)
                client.turn = .zero
                clients[nextClient] = client
                handler.connect(nextClient, at: now)
                nextClient += 1
            } catch {
                // No descriptor is free; those who wait are taken when others have gone.
                acceptAfter = now + Self.respite
                return
            }
        }
    }

    private mutating func read(from client: Int, _ events: Int16) {
        guard let socket = clients[client] else { return }
        if socket.closeBy == nil { socket.turn = .zero }
        if events & Int16(POLLIN) != 0 {
            guard let bytes = socket.receive(into: &buffer) else { return }
            if socket.closeBy != nil {
                if bytes.isEmpty { socket.close() }
            } else {
                handler.receive(Array(bytes), from: client, at: now)
            }
        } else if events & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
            socket.close()
        }
    }

    /// Does what is due for each client.
    private mutating func takeTurns() {
        let now = now
        for (client, socket) in clients {
            socket.watchOutput(until: now + Self.outputPatience)
            if let limit = socket.closeBy {
                if limit <= now { socket.close() }
            } else if let limit = socket.stuckBy, limit <= now {
                socket.reset()
                handler.disconnect(client, at: now)
            } else if let turn = socket.turn, turn <= now {
                takeTurn(client, socket)
            }
            guard socket.isGone else { continue }
            if socket.closeBy == nil { handler.disconnect(client, at: now) }
            clients[client] = nil
        }
    }

    private mutating func takeTurn(_ client: Int, _ socket: ClientSocket) {
        socket.flush()
        var steps = 0
        while !socket.isGone {
            steps += 1
            guard steps <= Self.stepLimit else {
                socket.flush()
                socket.turn = .zero
                return
            }
            guard socket.pending < Self.outputLimit else {
                socket.flush()
                // The client takes no more now; it has another turn when it does.
                guard socket.pending < Self.outputLimit else {
                    socket.turn = nil
                    return
                }
                continue
            }
            switch handler.next(for: client, at: now) {
            case .send(let bytes): socket.append(bytes)
            case .wait(let until):
                socket.flush()
                socket.turn = until
                return
            case .close:
                socket.flush()
                // What is not sent yet goes first.
                guard !socket.hasOutput else {
                    socket.turn = nil
                    return
                }
                handler.disconnect(client, at: now)
                socket.shut(by: now + Self.farewell)
                return
            case .reset:
                socket.flush()
                handler.disconnect(client, at: now)
                socket.reset()
                return
            }
        }
    }
}
