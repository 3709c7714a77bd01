import type { Reported } from "../../../src/claims/model.js";
import { cellTables } from "../../../src/literature/tables/index.js";
import { grid } from "./grid.js";

/** A small table, what is claimed of it, and what the table says to that. */
export interface UnseenField {
  field: string;
  tables: ReturnType<typeof cellTables>;
  claims: readonly (readonly [claim: string, verdict: Reported["verdict"]])[];
}

const field = (
  name: string,
  caption: string,
  rows: string,
  claims: UnseenField["claims"],
  shape?: Parameters<typeof grid>[3],
): UnseenField => ({
  field: name,
  tables: cellTables(`doi:10.1/${name}`, [grid("1", caption, rows, shape)]),
  claims,
});

// Fields that nothing of the checker was written for; tables and claims are made up. They were written before the
// checker was tried on them: on the first, it got 9 of 20 right and 2 wrong (the others were not checked).
export const firstFields: readonly UnseenField[] = [
  field(
    "catalysis",
    "Conversion and selectivity of the catalysts at 250 °C",
    `
    Catalyst | Conversion (%) | Selectivity (%) | Activation energy (kJ/mol)
    Ni/Al2O3 | 62.1 | 81.4 | 74.2
    Ru/CeO2 | 88.7 | 95.0 | 51.6
    Co/SiO2 | 54.3 | 77.9 | 80.5
    `,
    [
      ["Ru/CeO2 reached the highest conversion of all catalysts.", "holds"],
      ["The activation energy was lowest for Co/SiO2.", "fails"],
      ["Selectivity rose from 81.4% over Ni/Al2O3 to 95.0% over Ru/CeO2.", "holds"],
    ],
  ),
  field(
    "education",
    "Reading scores before and after the intervention",
    `
    Group | Pre-test | Post-test
    Peer tutoring | 48.2 | 61.7
    Phonics | 47.9 | 57.3
    Control | 48.5 | 50.1
    `,
    [
      [
        "Pupils in the peer tutoring group scored higher on the post-test than those in the control group.",
        "holds",
      ],
      ["Post-test scores were higher than pre-test scores in all groups.", "holds"],
      ["The phonics group outperformed the peer tutoring group on the post-test.", "fails"],
    ],
  ),
  field(
    "astronomy",
    "Parameters of the observed planets",
    `
    Planet | Mass (Earth masses) | Radius (Earth radii) | Orbital period (days)
    KX-11b | 5.2 | 1.61 | 3.9
    KX-11c | 9.8 | 2.44 | 11.2
    KX-11d | 3.1 | 1.35 | 27.6
    `,
    [
      ["KX-11c is the most massive of the three planets.", "holds"],
      ["KX-11d has an orbital period of 27.6 days.", "holds"],
      ["KX-11b has a larger radius than KX-11c.", "fails"],
    ],
  ),
  field(
    "hydrology",
    "Nitrate concentration (mg/L) in wells by season",
    `
    Well | Spring | Summer | Autumn | Winter
    W1 | 8.4 | 6.1 | 7.0 | 9.3
    W2 | 12.6 | 9.9 | 10.8 | 13.1
    W3 | 4.2 | 3.0 | 3.7 | 4.9
    `,
    [
      ["Nitrate concentrations were lower in summer than in winter at every well.", "holds"],
      ["The highest nitrate concentration in winter was found in W2, with 13.1 mg/L.", "holds"],
      ["In spring, well W3 exceeded 10 mg/L.", "fails"],
    ],
  ),
  field(
    "criminology",
    "Reoffending within two years, by sentence",
    `
    Sentence | Offenders | Reoffended (%) | Mean days to reoffence
    Prison | 1,204 | 48.6 | 171
    Community service | 988 | 33.9 | 246
    Electronic monitoring | 412 | 36.2 | 233
    `,
    [
      ["Offenders sentenced to community service reoffended less often than those sent to prison.", "holds"],
      ["48.6% of offenders reoffended after prison, compared with 33.9% after community service.", "holds"],
      ["Reoffending was 14.7 percentage points lower after community service than after prison.", "holds"],
    ],
  ),
  field(
    "energy",
    "Levelised cost and emissions of electricity",
    `
    Technology | Cost (EUR/MWh) | Emissions (g CO2/kWh)
    Onshore wind | 52 | 11
    Offshore wind | 79 | 12
    Solar PV | 48 | 41
    Coal | 96 | 820
    `,
    [
      ["Coal emits 20 times as much CO2 per kWh as solar PV.", "holds"],
      ["Solar PV is cheaper than onshore wind.", "holds"],
      ["Offshore wind costs less than solar PV.", "fails"],
    ],
  ),
  field(
    "linguistics",
    "Share of speakers using the variant, by age group",
    `
    Age group | Urban (%) | Rural (%)
    18-30 | 71.5 | 44.0
    31-50 | 58.2 | 37.6
    over 50 | 39.9 | 30.3
    `,
    [["Urban speakers used the variant more often than rural speakers in every age group.", "holds"]],
  ),
  field(
    "robotics",
    "Grasp success rate in percent over 200 trials per object class",
    `
    Policy | Rigid | Deformable | Transparent
    Scripted | 78.5 | 51.0 | 22.5
    Imitation | 84.0 | 69.5 | 40.0
    Tactile RL | 91.5 | 82.0 | 38.5
    `,
    [["Tactile RL achieves the best success rate on all object classes.", "holds with exceptions"]],
  ),
];

/** Written before what the first taught was mended, and tried when that was done: 15 of 20 right, 1 wrong. */
export const secondFields: readonly UnseenField[] = [
  field(
    "nutrition",
    "Composition of the breads per 100 g",
    `
    Bread | Fibre (g) | Salt (g) | Price (EUR)
    Rye | 8.1 | 1.2 | 0.42
    Wheat | 2.9 | 1.3 | 0.31
    Oat | 5.6 | 0.9 | 0.55
    `,
    [
      ["Rye bread contains more fibre than wheat bread.", "holds"],
      ["Oat bread had the lowest salt content.", "holds"],
      ["Wheat bread was more expensive than oat bread.", "fails"],
      ["Rye bread has 2.8 times as much fibre as wheat bread.", "holds"],
    ],
  ),
  field(
    "geology",
    "Age and silica content of the lava flows",
    `
    Flow | Age (ka) | SiO2 (wt%)
    Upper | 12.4 | 51.2
    Middle | 38.0 | 54.7
    Lower | 96.5 | 60.3
    `,
    [
      ["The lower flow is older than the middle flow.", "holds"],
      ["Silica increased from 51.2 wt% in the upper flow to 60.3 wt% in the lower flow.", "holds"],
      ["The middle flow is the youngest.", "fails"],
    ],
  ),
  field(
    "psychology",
    "Reaction times (ms) and error rates (%) by condition",
    `
    Condition | Reaction time (ms) | Error rate (%)
    Congruent | 512 | 3.1
    Neutral | 548 | 4.0
    Incongruent | 631 | 8.7
    `,
    [
      [
        "Participants responded faster in the congruent condition than in the incongruent condition.",
        "holds",
      ],
      ["Errors were most frequent in the incongruent condition.", "holds"],
      ["Error rates did not exceed 9% in any condition.", "holds"],
    ],
  ),
  field(
    "software",
    "Throughput of the servers under load",
    `
    Server | Requests per second | p99 latency (ms)
    Alder | 18,400 | 42
    Birch | 25,100 | 31
    Cedar | 9,700 | 88
    `,
    [
      ["Birch handles more requests per second than Alder.", "holds"],
      ["Cedar had a p99 latency of 88 ms, Birch of 31 ms.", "holds"],
      ["The p99 latency of Cedar is more than twice that of Alder.", "holds"],
    ],
  ),
  field(
    "epidemiology",
    "Incidence per 100,000 person-years by vaccination status",
    `
    Status | 2021 | 2022 | 2023
    Unvaccinated | 412 | 388 | 290
    Two doses | 151 | 143 | 122
    Three doses | 74 | 69 | 66
    `,
    [
      ["Incidence declined between 2021 and 2023 in all groups.", "holds"],
      ["In 2022, incidence was lower after three doses than after two doses.", "holds"],
      ["Unvaccinated people had the highest incidence in every year.", "holds"],
    ],
  ),
  field(
    "sociology",
    "Mean trust in institutions (0 to 10), by country",
    `
    Country | Parliament | Courts | Police
    Norland | 6.4 | 7.1 | 7.8
    Sudria | 3.2 | 4.4 | 5.9
    Estia | 4.8 | 5.0 | 4.9
    `,
    [
      ["Trust in the police was higher than trust in parliament in all three countries.", "holds"],
      ["Estia has more trust in courts than Norland.", "fails"],
    ],
  ),
  field(
    "music",
    "Transcription of piano recordings, F1 in percent",
    `
    System | Onset | Offset | Velocity
    Kaskade | 91.2 | 72.5 | 60.1
    Notenet | 94.8 | 80.3 | 77.6
    `,
    [
      ["Notenet beats Kaskade on offsets by 7.8 points.", "holds"],
      ["Kaskade is ahead of Notenet on velocity.", "fails"],
    ],
  ),
];
