// What the pages need of a script: parts that are renewed when something happens.
import "htmx.org";
import { live } from "./live";
import { offline } from "./offline";
import { push } from "./push";

live();
offline();
push();
