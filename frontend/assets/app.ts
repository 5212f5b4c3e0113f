// What the pages need of a script: parts that are renewed when something happens.
import "htmx.org";
import { live } from "./live";

live();
