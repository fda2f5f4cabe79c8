import Foundation
import Lancan

/// A line of the host contract: what happens, word by word, and what the host must have reported by then.
public struct HostStep: Sendable {
    public let acts: [[String]]
    public let reports: [String]

    /// `bindings/conformance/host.script`, for the tests of every host.
    public static func script() throws -> [HostStep] {
        let script = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../../conformance/host.script").standardized
        let steps = try String(contentsOf: script, encoding: .utf8).split(separator: "\n").compactMap { line -> HostStep? in
            let parts = (line.split(separator: "#", omittingEmptySubsequences: false).first ?? "")
                .components(separatedBy: "->")
            guard parts.count == 2 else { return nil }
            let acts = parts[0].split(separator: ",").map { $0.split(separator: " ").map(String.init) }
            let reports = parts[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return HostStep(acts: acts, reports: reports.filter { !$0.isEmpty })
        }
        precondition(steps.count > 30, "the script is cut off")
        return steps
    }
}

/// The script has a step that the tests cannot play.
public struct NoSuchStep: Error {
    public init() {}
}

extension Event {
    /// The event in the words of the script.
    public var inWords: String {
        switch self {
        case .started(_, let restored): restored ? "Started restored" : "Started"
        case .wake: "Wake"
        case .http(let answer) where answer.outcome == .failed(.unreachable): "Http \(answer.request) unreachable"
        case .radio(.adapter(let state)): "Adapter \(state)"
        case .radio(.advertisingStarted): "AdvertisingStarted"
        case .radio(.advertisingFailed): "AdvertisingFailed"
        case .radio(.scanStarted): "ScanStarted"
        case .radio(.scanStopped): "ScanStopped"
        case .radio(.scanFailed): "ScanFailed"
        case .radio(.disconnected(let peer)): "Disconnected \(peer)"
        case .radio(.exchangeFailed(let peer)): "ExchangeFailed \(peer)"
        case .radio(.sighted): "Sighted"
        case .radio(.peerWrote): "PeerWrote"
        default: "\(self)"
        }
    }
}
