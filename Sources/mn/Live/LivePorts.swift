#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

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

    func serve(_ handler: some ConnectionHandler) async throws(PortFault) {
        let end: EndSignal
        do throws(SystemFault) { end = try EndSignal() } catch { throw .failed("\(error)") }
        let action = gracefulShutdown.add { end.send() }
        defer { action.withdraw() }
        let socket = socket
        let fault = await withTaskCancellationHandler {
            await BlockingWork.run { () -> SystemFault? in
                var loop = PortLoop(socket, handler, end: end)
                do throws(SystemFault) { try loop.run() } catch { return error }
                return nil
            }
        } onCancel: {
            end.send()
        }
        if let fault { throw .failed("\(fault)") }
    }
}
