// What an application does with the SDK, written as an application would, and what it must see. Runs in Node and in browsers.

import { Journal } from "./journal.mjs";

/** A password of every account that the steps make. */
const PASSWORD = "secret-123";

/** The fields of a new object. */
const FIRST = { title: "first", count: 1 };

/**
 * Plays all steps. `sdk` has the classes of the SDK, `deployment` says where the server is and how to log in, and `bodies` whether
 * the SDK can send and receive bodies in this place.
 */
export async function play(sdk, deployment, { place, bodies, print }) {
  const journal = new Journal(place, print);
  const application = new Application(sdk, deployment, journal, bodies);
  for (const chapter of ["signUp", "logIn", "useBuckets", "manageGroup", "haveNoAccount"]) {
    await journal.chapter(chapter, () => application[chapter]());
  }
  print(journal.summary);
  return journal;
}

/** An application that uses the SDK. */
class Application {
  constructor(sdk, deployment, journal, bodies) {
    Object.assign(this, { sdk, deployment, journal, bodies });
    // Names of this run only, as a server keeps its accounts.
    this.run = Math.random().toString(36).slice(2, 10);
    sdk.Kii.initializeWithSite(deployment.appID, deployment.appKey, `${deployment.baseURL}/api`);
  }

  step(name, expected, act, show) {
    return this.journal.step(name, expected, act, show);
  }

  refused(name, status, code, act) {
    return this.journal.refused(name, status, code, act, this.sdk.KiiErrorParser.parse);
  }

  async signUp() {
    const { KiiUser, KiiThing } = this.sdk;
    const [name, email] = [`user-${this.run}`, `${this.run}@kii.test`];
    const phone = `+8190${String(Date.now()).slice(-8)}`;
    const seen = (user) => [user.getUsername(), user.getEmailAddress(), user.getPhoneNumber(), user.isPseudoUser()];
    const register = (user) => async () => seen(await user.register());
    this.names = { name, email, phone, vendor: `vendor-${this.run}` };

    await this.step("sign up with an e-mail address", [null, email, null, false], register(KiiUser.userWithEmailAddress(email, PASSWORD)));
    await this.step("sign up with a phone number", [null, null, phone, false], register(KiiUser.userWithPhoneNumber(phone, PASSWORD)));
    await this.step("sign up without a name", true, () => KiiUser.registerAsPseudoUser(), (user) => user.isPseudoUser());
    this.other = KiiUser.getCurrentUser();
    await this.step("sign up with a login name", [name, null, null, false], register(KiiUser.userWithUsername(name, PASSWORD)));
    const taken = () => KiiUser.userWithUsername(name, PASSWORD).register();
    await this.refused("sign up with a name that is taken", 409, "USER_ALREADY_EXISTS", taken);

    const fields = { _vendorThingID: this.names.vendor, _password: PASSWORD, colour: "red" };
    const vendor = (thing) => [thing.getVendorThingID(), thing.fields.colour];
    await this.step("register a thing", [this.names.vendor, "red"], () => KiiThing.register({ ...fields }), vendor);
    await this.refused("register it again", 409, "THING_ALREADY_EXISTS", () => KiiThing.register({ ...fields }));
  }

  async logIn() {
    const { Kii, KiiUser } = this.sdk;
    const { name, email, phone, vendor } = this.names;
    const logIn = (identifier) => () => KiiUser.authenticate(identifier, PASSWORD);
    const isLoggedIn = () => KiiUser.loggedIn() && Boolean(KiiUser.getCurrentUser().getAccessToken());

    await this.step("log in with an e-mail address", true, logIn(email), isLoggedIn);
    await this.step("log in with a phone number", true, logIn(phone), isLoggedIn);
    await this.refused("log in with a wrong password", 400, "invalid_grant", () => KiiUser.authenticate(name, "wrong"));
    await this.step("log in with a login name", true, logIn(name), isLoggedIn);
    this.user = KiiUser.getCurrentUser();
    const again = () => KiiUser.authenticateWithToken(this.user.getAccessToken());
    await this.step("log in with a token", [this.user.getID(), name], again, (user) => [user.getID(), user.getUsername()]);
    this.user = KiiUser.getCurrentUser();
    await this.step("read the account again", name, () => this.user.refresh(), (user) => user.getUsername());
    await this.refused("log in with a token that nobody has", 401, "UNAUTHORIZED", () => KiiUser.authenticateWithToken("nobody"));

    this.thing = await this.step("log in as a thing", true, () => Kii.authenticateAsThing(vendor, PASSWORD), Boolean);
    const administrator = () => Kii.authenticateAsAppAdmin(this.deployment.clientID, this.deployment.clientSecret);
    this.administrator = await this.step("log in as the administrator", true, administrator, Boolean);
    const found = () => this.administrator.findUserByEmail(email);
    await this.step("find a user by e-mail address", email, found, ([, user]) => user.getEmailAddress());
  }

  async useBuckets() {
    const { Kii, KiiGroup } = this.sdk;
    const group = await this.step("make a group", true, () => Kii.groupWithName("readers").save(), (it) => Boolean(it.getID()));
    this.group = group;
    const bucket = (this.bucket = `bucket-${this.run}`);
    const buckets = {
      "the application": () => Kii.bucketWithName(bucket),
      "a user": () => this.user.bucketWithName(bucket),
      "a group": () => KiiGroup.groupWithID(group.getID()).bucketWithName(bucket),
      "a thing": () => this.thing.getAuthenticatedThing().bucketWithName(bucket),
      "the application, as a thing": () => this.thing.bucketWithName(bucket),
      "a user, as the administrator": () => this.administrator.userWithID(this.user.getID()).bucketWithName(`${bucket}-admin`),
    };
    for (const [owner, open] of Object.entries(buckets)) {
      await this.keepObject(owner, open);
    }
  }

  /** The life of an object in a bucket. */
  async keepObject(owner, open) {
    const step = (name, expected, act, show) => this.step(`${owner}: ${name}`, expected, act, show);
    const refused = (name, status, code, act) => this.refused(`${owner}: ${name}`, status, code, act);
    const [title, both] = [(it) => it.get("title"), (it) => [it.get("title"), it.get("count")]];
    /** The same object as somebody else has it in hand. */
    const elsewhere = (object) => open().createObjectWithID(object.getID());

    const made = open().createObject();
    for (const [name, value] of Object.entries(FIRST)) made.set(name, value);
    const object = await step("save", true, () => made.save(), (it) => Boolean(it.getID()));
    const read = await step("read", ["first", 1], () => elsewhere(object).refresh(), both);
    const change = (it, value) => (it.set("title", value), it);
    await step("save again", ["second", 1], () => change(read, "second").save(), both);
    await step("save all fields", "third", () => change(object, "third").saveAllFields(), title);
    await step("save if nobody else has", "fourth", () => change(object, "fourth").saveAllFields(null, false), title);
    await step("save a field if nobody else has", "fifth", () => change(object, "fifth").save(null, false), title);
    await refused("save all fields although somebody else has", 409, "OBJECT_VERSION_IS_STALE", () => change(read, "x").saveAllFields(null, false));
    await refused("save a field although somebody else has", 409, "OBJECT_VERSION_IS_STALE", () => change(read, "x").save(null, false));
    await step("refresh", ["fifth", 1], () => read.refresh(), both);
    await step("save a field after it", "sixth", () => change(read, "sixth").save(null, false), title);

    const named = () => open().createObjectWithID(`named-${owner.replaceAll(/\W/g, "")}`);
    await step("save under an ID", "named", () => change(named(), "named").saveAllFields(null, false), title);
    await refused("save under it once more", 409, "OBJECT_ALREADY_EXISTS", () => change(named(), "x").saveAllFields(null, false));
    await step("save under it all the same", "again", () => change(named(), "again").saveAllFields(null, true), title);

    if (this.bodies) await this.keepBody(owner, object);
    await step("delete", true, () => object.delete(), Boolean);
    await refused("read what is deleted", 404, "OBJECT_NOT_FOUND", () => elsewhere(object).refresh());
    await refused("change what is deleted", 404, "OBJECT_NOT_FOUND", () => change(read, "x").save());
  }

  /** The life of an object's body. */
  async keepBody(owner, object) {
    const step = (name, expected, act, show) => this.step(`${owner}: ${name}`, expected, act, show);
    const refused = (name, status, code, act) => this.refused(`${owner}: ${name}`, status, code, act);
    // More than one piece on its way, and every byte there is.
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256);
    const blob = new this.sdk.Blob([bytes], { type: "image/x-steps" });
    const digest = (bytes) => [bytes.length, bytes.reduce((sum, byte, index) => (sum + byte * (index + 1)) % 1_000_003, 0)];
    const content = async ([, received]) => [received.type, ...digest(new Uint8Array(await this.sdk.bytesOf(received)))];
    const fetched = async (url) => {
      const response = await fetch(url);
      const length = (await response.arrayBuffer()).byteLength;
      return response.status === 200 ? length : response.status;
    };
    const published = async (publish) => {
      const [, url] = await publish();
      return { url, length: await fetched(url) };
    };
    const length = (publication) => publication.length;

    await refused("download no body", 404, "OBJECT_BODY_NOT_FOUND", () => object.downloadBody());
    await step("upload a body", "image/x-steps", () => object.uploadBody(blob), (it) => it.getBodyContentType());
    await step("download it", ["image/x-steps", ...digest(bytes)], async () => content(await object.downloadBody()));
    const publication = await step("publish it", bytes.length, () => published(() => object.publishBody()), length);
    await step("publish it for an hour", bytes.length, () => published(() => object.publishBodyExpiresIn(3600)), length);
    const until = new Date(Date.now() + 3_600_000);
    await step("publish it until a date", bytes.length, () => published(() => object.publishBodyExpiresAt(until)), length);
    await step("delete the body", true, () => object.deleteBody(), Boolean);
    await step("find nothing published", 404, () => fetched(publication.url));
    await refused("download a deleted body", 404, "OBJECT_BODY_NOT_FOUND", () => object.downloadBody());
  }

  /** Members of a group come and go. */
  async manageGroup() {
    const { KiiUser, KiiGroup } = this.sdk;
    const ids = ([, members]) => members.map((member) => member.getID()).sort();
    const [mine, others] = [this.user.getID(), this.other.getID()];
    const save = () => KiiGroup.groupWithID(this.group.getID()).bucketWithName(this.bucket).createObject().save();
    const as = async (user, act) => {
      await KiiUser.authenticateWithToken(user.getAccessToken());
      try {
        return await act();
      } finally {
        await KiiUser.authenticateWithToken(this.user.getAccessToken());
      }
    };

    await this.step("read the group", "readers", () => KiiGroup.groupWithID(this.group.getID()).refresh(), (it) => it.getName());
    await this.step("its owner is a member", [mine], () => this.group.getMemberList(), ids);
    await this.refused("a stranger saves in the group", 401, "UNAUTHORIZED", () => as(this.other, save));
    this.group.addUser(this.other);
    await this.step("add a member", true, () => this.group.save(), Boolean);
    await this.step("list the members", [mine, others].sort(), () => this.group.getMemberList(), ids);
    await this.step("a member saves in the group", true, () => as(this.other, save), Boolean);
    this.group.removeUser(this.other);
    await this.step("remove a member", true, () => this.group.save(), Boolean);
    await this.refused("a former member saves in the group", 401, "UNAUTHORIZED", () => as(this.other, save));
    const owner = () => this.administrator.groupWithID(this.group.getID()).getOwner();
    await this.step("the administrator reads its owner", mine, owner, ([, user]) => user.getID());
  }

  /** Somebody without an account reads what the application has, and no more. */
  async haveNoAccount() {
    const { Kii, KiiUser } = this.sdk;
    const id = "named-theapplication";
    const [shared, own] = [() => Kii.bucketWithName(this.bucket), () => this.user.bucketWithName(this.bucket)];
    Kii.logOut();
    await this.step("log out", false, () => KiiUser.loggedIn());
    await this.step("read without an account", "again", () => shared().createObjectWithID(id).refresh(), (it) => it.get("title"));
    await this.refused("save without an account", 401, "UNAUTHORIZED", () => shared().createObject().save());
    await this.refused("read a user's object without an account", 401, "UNAUTHORIZED", () => own().createObjectWithID("named-auser").refresh());
  }
}
