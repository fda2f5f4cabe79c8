@_exported import Foundation
@_exported import Observation
import CoreImage
import UniformTypeIdentifiers

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

public struct EmptyView: View {
    public nonisolated init() {}
    public var body: Never { fatalError() }
}

public struct Group<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

public struct Many: View {
    nonisolated init() {}
    public var body: Never { fatalError() }
}

@resultBuilder
public enum ViewBuilder {
    public static func buildExpression<V: View>(_ view: V) -> V { view }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<V: View>(_ view: V) -> V { view }
    public static func buildBlock<each V: View>(_ views: repeat each V) -> Many { Many() }
    public static func buildIf<V: View>(_ view: V?) -> V? { view }
    public static func buildEither<A: View, B: View>(first: A) -> Either<A, B> { Either() }
    public static func buildEither<A: View, B: View>(second: B) -> Either<A, B> { Either() }
}

public struct Either<A: View, B: View>: View {
    nonisolated init() {}
    public var body: Never { fatalError() }
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

public struct Text: View {
    public init(_ text: some StringProtocol) {}
    public var body: Never { fatalError() }
    public func bold() -> Text { self }
    public func foregroundStyle(_ color: Color) -> Text { self }
}

public struct Button: View {
    public init(_ title: some StringProtocol, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {}
    public var body: Never { fatalError() }
}

public struct ButtonRole: Sendable {
    public static let destructive = ButtonRole()
    public static let cancel = ButtonRole()
}

public struct TextField: View {
    public init(_ title: some StringProtocol, text: Binding<String>) {}
    public var body: Never { fatalError() }
}

public struct SecureField: View {
    public init(_ title: some StringProtocol, text: Binding<String>) {}
    public var body: Never { fatalError() }
}

public struct Toggle: View {
    public init(_ title: some StringProtocol, isOn: Binding<Bool>) {}
    public var body: Never { fatalError() }
}

public struct TextEditor: View {
    public init(text: Binding<String>) {}
    public var body: Never { fatalError() }
}

public struct Picker<Content: View>: View {
    public init(
        _ title: some StringProtocol, selection: Binding<some Hashable>, @ViewBuilder content: () -> Content
    ) {}
    public var body: Never { fatalError() }
}

public struct Image: View {
    public enum Interpolation: Sendable {
        case none, low, medium, high
    }

    public init(uiImage: UIImage) {}
    public var body: Never { fatalError() }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    public func resizable() -> Image { self }
}

public struct VStack<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

@MainActor
open class UIViewController {
    public init() {}
}

@MainActor @preconcurrency
public protocol UIViewControllerRepresentable: View where Body == Never {
    associatedtype UIViewControllerType: UIViewController
    associatedtype Coordinator
    typealias Context = UIViewControllerRepresentableContext<Self>
    func makeCoordinator() -> Coordinator
    func makeUIViewController(context: Context) -> UIViewControllerType
    func updateUIViewController(_ controller: UIViewControllerType, context: Context)
    static func dismantleUIViewController(_ controller: UIViewControllerType, coordinator: Coordinator)
}

extension UIViewControllerRepresentable {
    public var body: Never { fatalError() }
}

@MainActor
public struct UIViewControllerRepresentableContext<Representable: UIViewControllerRepresentable> {
    public let coordinator: Representable.Coordinator
}

public struct List<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

public struct Section<Content: View>: View {
    public init(_ title: some StringProtocol, @ViewBuilder content: () -> Content) {}
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: View {
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
    public var body: Never { fatalError() }
}

public struct NavigationStack<Content: View>: View {
    public init(@ViewBuilder root: () -> Content) {}
    public var body: Never { fatalError() }
}

public struct TabView<Selection: Hashable, Content: View>: View {
    public init(selection: Binding<Selection>?, @ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

public struct Label: View {
    public init(_ title: some StringProtocol, systemImage: String) {}
    public var body: Never { fatalError() }
}

public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = AccessibilityTraits(rawValue: 1)
}

public struct Color: Sendable {
    public init(uiColor: UIColor) {}
}

public final class UIColor: Sendable {
    public init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) {}
    public init(dynamicProvider: @escaping @Sendable (UITraitCollection) -> UIColor) {}
    public static let label = UIColor(red: 0, green: 0, blue: 0, alpha: 1)
    public static let secondaryLabel = UIColor(red: 0, green: 0, blue: 0, alpha: 1)
}

public final class UIImage: Sendable {
    public init(cgImage: CGImage) {}
}

public final class UITraitCollection: Sendable {
    public let userInterfaceStyle = UIUserInterfaceStyle.light
}

public enum UIUserInterfaceStyle: Sendable {
    case unspecified, light, dark
}

public enum UIKeyboardType: Sendable {
    case `default`, phonePad, numberPad, decimalPad
}

public protocol FileDocument {
    static var readableContentTypes: [UTType] { get }
    init(configuration: ReadConfiguration) throws
    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper
    typealias ReadConfiguration = FileDocumentReadConfiguration
    typealias WriteConfiguration = FileDocumentWriteConfiguration
}

public struct FileDocumentReadConfiguration {
    public let file: FileWrapper
}

public struct FileDocumentWriteConfiguration {}

public final class FileWrapper {
    public let regularFileContents: Data?
    public init(regularFileWithContents contents: Data) { regularFileContents = contents }
}

extension URL {
    public func startAccessingSecurityScopedResource() -> Bool { true }
    public func stopAccessingSecurityScopedResource() {}
}

extension View {
    public func accessibilityLabel(_ label: some StringProtocol) -> Many { Many() }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> Many { Many() }
    public func keyboardType(_ type: UIKeyboardType) -> Many { Many() }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> Many { Many() }
    public func fileExporter<D: FileDocument>(
        isPresented: Binding<Bool>, document: D?, contentType: UTType, defaultFilename: String?,
        onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> Many { Many() }
    public func fileImporter(
        isPresented: Binding<Bool>, allowedContentTypes: [UTType],
        onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> Many { Many() }
    public func sheet<Content: View>(isPresented: Binding<Bool>, @ViewBuilder content: @escaping () -> Content) -> Many { Many() }
    public func navigationTitle(_ title: some StringProtocol) -> Many { Many() }
    public func tabItem<Item: View>(@ViewBuilder _ label: () -> Item) -> Many { Many() }
    public func badge(_ count: Int) -> Many { Many() }
    public func tag(_ tag: some Hashable) -> Many { Many() }
    public func labelsHidden() -> Many { Many() }
    public func scaledToFit() -> Many { Many() }
    public func disabled(_ disabled: Bool) -> Many { Many() }
    public func task(_ action: @escaping @MainActor @Sendable () async -> Void) -> Many { Many() }
    public func alert<A: View, M: View>(
        _ title: some StringProtocol, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A,
        @ViewBuilder message: () -> M
    ) -> Many { Many() }
    public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void) -> Many { Many() }
}

@propertyWrapper
public struct State<Value> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<Value> { fatalError() }
    init(_ value: Value) { wrappedValue = value }
}

@propertyWrapper
public struct Binding<Value> {
    public init(get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void) {}
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<Value> { self }
}

@dynamicMemberLookup
@propertyWrapper
public struct Bindable<Value: AnyObject> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var wrappedValue: Value
    public var projectedValue: Bindable<Value> { self }
    public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject> { fatalError() }
}

public enum ScenePhase: Sendable {
    case background, inactive, active
}

public struct EnvironmentValues {
    public var scenePhase: ScenePhase { .active }
    public var openURL: OpenURLAction { OpenURLAction() }
}

@MainActor @preconcurrency
public struct OpenURLAction: Sendable {
    nonisolated init() {}
    public func callAsFunction(_ url: URL) {}
}

@propertyWrapper
public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

@MainActor @preconcurrency
public protocol Scene {}

public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
}

@MainActor @preconcurrency
public protocol App {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
    init()
}

extension App {
    public static func main() {}
}

@resultBuilder
public enum SceneBuilder {
    public static func buildBlock<S: Scene>(_ scene: S) -> S { scene }
}

public final class UIApplication {
    public static let openSettingsURLString = "app-settings:"
    public struct LaunchOptionsKey: Hashable, Sendable {
        public let rawValue: String
    }
}

@MainActor
public protocol UIApplicationDelegate: NSObject {
    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool
    func applicationWillTerminate(_ application: UIApplication)
}

@MainActor @preconcurrency
@propertyWrapper
public struct UIApplicationDelegateAdaptor<Delegate: UIApplicationDelegate> {
    public init(_ type: Delegate.Type = Delegate.self) {}
    public var wrappedValue: Delegate { fatalError() }
}
