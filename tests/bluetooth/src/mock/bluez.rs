//! A BlueZ that does as a test tells it, on a D-Bus of the test's own.

use std::{
    collections::{BTreeMap, HashMap},
    ffi::CString,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dbus::{
    Message, Path,
    arg::{PropMap, RefArg, Variant},
    channel::{MatchingReceiver as _, Sender as _},
    message::MatchRule,
    nonblock::SyncConnection,
    strings::ErrorName,
};
use lancan_protocol::frame::{Frame, ServiceUuid};
use tokio::{sync::Notify, task::JoinHandle};
use uuid::Uuid;

const ADAPTER: &str = "org.bluez.Adapter1";
const ADVERTISING: &str = "org.bluez.LEAdvertisingManager1";
const DEVICE: &str = "org.bluez.Device1";
const MANAGER: &str = "org.freedesktop.DBus.ObjectManager";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Properties of an interface, by name.
type Properties = BTreeMap<&'static str, Value>;
/// Interfaces of an object, by name.
type Interfaces = BTreeMap<&'static str, Properties>;

#[derive(Clone)]
enum Value {
    Bool(bool),
    Byte(u8),
    I16(i16),
    U32(u32),
    Text(String),
    Texts(Vec<String>),
    Path(String),
    Data(BTreeMap<String, Vec<u8>>),
}

/// The service; gone from the bus when dropped.
pub(crate) struct Bluez {
    bus: Arc<SyncConnection>,
    state: Arc<Mutex<State>>,
    /// Something was called.
    call: Arc<Notify>,
    running: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Interfaces>,
    /// Methods that were called, by name.
    called: Vec<String>,
    /// What scans are answered with instead of a start: an error's name.
    scan_error: Option<&'static str>,
}

/// What an adapter that is off answers.
const NOT_READY: &str = "org.bluez.Error.NotReady";

impl Bluez {
    /// Appears on the bus without an adapter.
    pub(crate) async fn start() -> Result<Self, String> {
        let (resource, bus) = dbus_tokio::connection::new_system_sync().map_err(|error| error.to_string())?;
        let running = tokio::spawn(async move {
            // The bus ends after the test does.
            let _ = resource.await;
        });
        let state = Arc::<Mutex<State>>::default();
        let call = Arc::<Notify>::default();
        let (answering, calling) = (Arc::clone(&state), Arc::clone(&call));
        let answer = move |message: Message, bus: &SyncConnection| {
            let answer = lock(&answering).answer(&message);
            calling.notify_one();
            answer.is_none_or(|answer| bus.send(answer).is_ok())
        };
        bus.start_receive(MatchRule::new_method_call(), Box::new(answer));
        bus.request_name("org.bluez", false, true, false).await.map_err(|error| error.to_string())?;
        Ok(Self { bus, state, call, running })
    }

    /// Plugs an adapter in, switched on.
    pub(crate) fn plug_in(&self, adapter: &str) -> Result<(), String> {
        let address = || Value::Text("00:AA:01:00:00:42".into());
        let ours = [
            ("Address", address()),
            ("AddressType", Value::Text("public".into())),
            ("Alias", Value::Text(adapter.into())),
            ("Class", Value::U32(0)),
            ("Discovering", Value::Bool(false)),
            ("Modalias", Value::Text("usb:v1D6Bp0246d0542".into())),
            ("Name", Value::Text(adapter.into())),
            ("Powered", Value::Bool(true)),
            ("UUIDs", Value::Texts(Vec::new())),
        ];
        let advertising = [
            ("ActiveInstances", Value::Byte(0)),
            ("SupportedFeatures", Value::Texts(Vec::new())),
            ("SupportedIncludes", Value::Texts(Vec::new())),
            ("SupportedInstances", Value::Byte(5)),
        ];
        let interfaces = [(ADAPTER, ours.into()), (ADVERTISING, advertising.into())].into();
        self.appears(path_of(adapter), interfaces)
    }

    /// Pulls an adapter out, with every device that it saw.
    pub(crate) fn unplug(&self, adapter: &str) -> Result<(), String> {
        let at = path_of(adapter);
        let gone: Vec<(String, Interfaces)> =
            lock(&self.state).objects.extract_if(.., |path, _| path.starts_with(&at)).collect();
        for (path, interfaces) in gone.into_iter().rev() {
            let names: Vec<&str> = interfaces.into_keys().collect();
            self.signal(Message::new_signal("/", MANAGER, "InterfacesRemoved")?.append2(object(&path), names))?;
        }
        Ok(())
    }

    /// An adapter sees a peer that sends this frame, as strong as this; none: without a strength.
    pub(crate) fn sees(&self, adapter: &str, last_byte: u8, frame: &Frame, rssi: Option<i16>) -> Result<(), String> {
        let uuid = Uuid::from_u128(ServiceUuid::DEFAULT.full()).to_string();
        let mut properties = Properties::from([
            ("Adapter", Value::Path(path_of(adapter))),
            ("Address", Value::Text(format!("C0:00:00:00:00:{last_byte:02X}"))),
            ("AddressType", Value::Text("random".into())),
            ("Alias", Value::Text("-".into())),
            ("Blocked", Value::Bool(false)),
            ("Connected", Value::Bool(false)),
            ("LegacyPairing", Value::Bool(false)),
            ("Paired", Value::Bool(false)),
            ("ServiceData", Value::Data([(uuid.clone(), frame.to_bytes().to_vec())].into())),
            ("ServicesResolved", Value::Bool(false)),
            ("Trusted", Value::Bool(false)),
            ("UUIDs", Value::Texts(vec![uuid])),
        ]);
        properties.extend(rssi.map(|rssi| ("RSSI", Value::I16(rssi))));
        let path = format!("{}/dev_C0_00_00_00_00_{last_byte:02X}", path_of(adapter));
        self.appears(path, [(DEVICE, properties)].into())
    }

    /// Switches an adapter.
    pub(crate) fn switch(&self, adapter: &str, on: bool) -> Result<(), String> {
        let at = path_of(adapter);
        {
            let mut state = lock(&self.state);
            state.set(&at, ADAPTER, "Powered", Value::Bool(on));
            state.set(&at, ADVERTISING, "ActiveInstances", Value::Byte(0));
        }
        let changed = Properties::from([("Powered", Value::Bool(on))]);
        let signal = Message::new_signal(at, PROPERTIES, "PropertiesChanged")?;
        self.signal(signal.append3(ADAPTER, map(&changed), Vec::<String>::new()))
    }

    /// How many adverts are registered with an adapter.
    pub(crate) fn adverts(&self, adapter: &str) -> u8 {
        lock(&self.state).adverts(&path_of(adapter))
    }

    /// Answers every scan with an error of this name from now on.
    pub(crate) fn refuse_scans(&self, error: &'static str) {
        lock(&self.state).scan_error = Some(error);
    }

    /// How often a method was called.
    pub(crate) fn called(&self, method: &str) -> usize {
        lock(&self.state).called.iter().filter(|called| *called == method).count()
    }

    /// Waits until a method has been called this many times.
    pub(crate) async fn is_called(&self, method: &str, times: usize) {
        while self.called(method) < times {
            self.call.notified().await;
        }
    }

    fn appears(&self, path: String, interfaces: Interfaces) -> Result<(), String> {
        let signal = Message::new_signal("/", MANAGER, "InterfacesAdded")?.append2(object(&path), to_dbus(&interfaces));
        lock(&self.state).objects.insert(path, interfaces);
        self.signal(signal)
    }

    fn signal(&self, signal: Message) -> Result<(), String> {
        self.bus.send(signal).map(drop).map_err(|()| "the bus takes no signal".to_owned())
    }
}

impl Drop for Bluez {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl State {
    /// The answer to a call; none where nobody ever answers.
    fn answer(&mut self, message: &Message) -> Option<Message> {
        let member = message.member().map(|member| member.to_string()).unwrap_or_default();
        let interface = message.interface().map(|interface| interface.to_string()).unwrap_or_default();
        if interface == MANAGER {
            let all: HashMap<Path<'static>, _> =
                self.objects.iter().map(|(path, interfaces)| (object(path), to_dbus(interfaces))).collect();
            return Some(message.method_return().append1(all));
        }
        let path = message.path().map(|path| path.to_string()).unwrap_or_default();
        if path != "/org/bluez" && !self.objects.contains_key(&path) {
            return Some(refusal(message, "org.freedesktop.DBus.Error.UnknownObject"));
        }
        if interface == PROPERTIES {
            return Some(self.property(message, &member, &path));
        }
        self.called.push(member.clone());
        let adverts = self.adverts(&path);
        match member.as_str() {
            "StartDiscovery" | "RegisterAdvertisement" | "Connect" if !self.is_on(&path) => {
                return Some(refusal(message, NOT_READY));
            }
            "StartDiscovery" if let Some(error) = self.scan_error => return Some(refusal(message, error)),
            // Whoever the mock shows is out of reach, and BlueZ tries for a long time.
            "Connect" => return None,
            "RegisterAdvertisement" => {
                self.set(&path, ADVERTISING, "ActiveInstances", Value::Byte(adverts.saturating_add(1)));
            }
            "UnregisterAdvertisement" => {
                self.set(&path, ADVERTISING, "ActiveInstances", Value::Byte(adverts.saturating_sub(1)));
            }
            _ => {}
        }
        Some(message.method_return())
    }

    /// Whether the adapter of this path, or of the device at it, is on.
    fn is_on(&self, path: &str) -> bool {
        let adapter =
            self.objects.iter().find(|(at, it)| it.contains_key(ADAPTER) && path.starts_with(String::as_str(at)));
        matches!(adapter.and_then(|(_, it)| it.get(ADAPTER)?.get("Powered")), Some(Value::Bool(true)))
    }

    fn adverts(&self, path: &str) -> u8 {
        match self.objects.get(path).and_then(|it| it.get(ADVERTISING)?.get("ActiveInstances")) {
            Some(Value::Byte(adverts)) => *adverts,
            _ => 0,
        }
    }

    fn set(&mut self, path: &str, interface: &str, name: &'static str, value: Value) {
        if let Some(properties) = self.objects.get_mut(path).and_then(|it| it.get_mut(interface)) {
            properties.insert(name, value);
        }
    }

    fn property(&self, message: &Message, member: &str, path: &str) -> Message {
        let (of, name): (Option<&str>, Option<&str>) = message.get2();
        let properties = self.objects.get(path).zip(of).and_then(|(interfaces, of)| interfaces.get(of));
        match (member, properties) {
            ("GetAll", Some(properties)) => message.method_return().append1(map(properties)),
            ("Get", Some(properties)) => match name.and_then(|name| properties.get(name)) {
                Some(value) => message.method_return().append1(value.to_dbus()),
                None => refusal(message, "org.freedesktop.DBus.Error.InvalidArgs"),
            },
            ("Set", Some(_)) => message.method_return(),
            _ => refusal(message, "org.freedesktop.DBus.Error.UnknownInterface"),
        }
    }
}

impl Value {
    fn to_dbus(&self) -> Variant<Box<dyn RefArg>> {
        Variant(match self {
            Self::Bool(value) => Box::new(*value),
            Self::Byte(value) => Box::new(*value),
            Self::I16(value) => Box::new(*value),
            Self::U32(value) => Box::new(*value),
            Self::Text(value) => Box::new(value.clone()),
            Self::Texts(value) => Box::new(value.clone()),
            Self::Path(value) => Box::new(object(value)),
            Self::Data(value) => {
                let bytes = |bytes: &Vec<u8>| Variant(Box::new(bytes.clone()) as Box<dyn RefArg>);
                let data: PropMap = value.iter().map(|(name, data)| (name.clone(), bytes(data))).collect();
                Box::new(data)
            }
        })
    }
}

fn to_dbus(interfaces: &Interfaces) -> HashMap<String, PropMap> {
    interfaces.iter().map(|(name, properties)| ((*name).to_owned(), map(properties))).collect()
}

fn map(properties: &Properties) -> PropMap {
    properties.iter().map(|(name, value)| ((*name).to_owned(), value.to_dbus())).collect()
}

fn path_of(adapter: &str) -> String {
    format!("/org/bluez/{adapter}")
}

fn object(path: &str) -> Path<'static> {
    Path::new(path.to_owned()).unwrap_or_default()
}

fn refusal(message: &Message, name: &str) -> Message {
    let name = ErrorName::new(name).unwrap_or_else(|_| ErrorName::from("org.bluez.Error.Failed"));
    message.error(&name, &CString::from(c"as the test has it"))
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
