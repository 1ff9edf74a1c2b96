//! A step, in its order (section 7 of docs/model.md).

use oreflow_engine::lanes::{exp, ln};
use oreflow_network::Parameter;

use super::{Reference, clip, least, most, power};

impl Reference<'_> {
    pub(super) fn advance(&mut self) {
        self.policy.set(&self.calendar, self.step, self.market(Parameter::Horizon));
        self.quote();
        self.receive();
        self.expect();
        self.value_scarcity();
        self.choose_suppliers();
        self.place_orders();
        self.pass_quotas();
        self.produce();
        self.ship();
        self.count_quotas();
        self.adjust_prices();
        self.adjust_bids();
        self.invest();
        self.step += 1;
    }

    fn quote(&mut self) {
        for site in &mut self.sites {
            site.price = site.price0 * exp(site.ln_price);
        }
        for pool in &mut self.pools {
            pool.bid = pool.cost0 * exp(pool.ln_bid);
        }
    }

    /// 7.4: cargoes arrive.
    fn receive(&mut self) {
        for pool in 0..self.pools.len() {
            let mut arrived = 0.0;
            for l in self.links_into(pool) {
                let cargo = self.links[l].cargoes.pop_front().expect("every link has a cargo under way");
                arrived += cargo * self.links[l].conversion;
            }
            let pool = &mut self.pools[pool];
            pool.stock += arrived;
            pool.under_way = most(pool.under_way - arrived, 0.0);
        }
    }

    /// 7.6: what may be expected over the horizon, suppliers before buyers.
    pub(super) fn expect(&mut self) {
        let horizon = self.market(Parameter::Horizon);
        let last: Vec<f64> = self.sites.iter().map(|site| site.availability).collect();
        for &index in self.network.upstream_first() {
            let i = index.position();
            let mut scarcest = 3.0;
            for m in self.pools_of(i) {
                let availability = self.expect_pool(m, horizon, &last);
                self.pools[m].ln_availability = ln(availability);
                scarcest = least(scarcest, availability);
            }
            self.sites[i].scarcest_input = scarcest;
            if self.is_consumer(i) {
                continue;
            }
            let has_inputs = !self.pools_of(i).is_empty();
            let expected_capacity = self.policy.sites[i].expected_capacity;
            let cover = self.of_site(Parameter::CoverOutput, i);
            let byproduct = self.is_byproduct(i);
            let site = &mut self.sites[i];
            let claims = most(site.claims, 0.02 * site.output0);
            let mut potential = site.capacity * expected_capacity;
            if byproduct {
                potential = site.output0 * (site.capacity / site.capacity0) * site.host * expected_capacity;
            } else if has_inputs {
                potential = least(potential, scarcest * claims);
            }
            let ceiling = most(site.capacity / site.output0, 1.0);
            let availability = (site.stock + horizon * potential) / ((cover + horizon) * claims);
            site.availability = clip(availability, 0.0, ceiling);
        }
    }

    fn expect_pool(&mut self, m: usize, horizon: f64, last: &[f64]) -> f64 {
        let cover = self.of_site(Parameter::CoverInput, self.pools[m].site);
        let growth = most(self.pools[m].use_lasting / self.pools[m].usage0, 1.0);
        let (mut inflow, mut lead) = (0.0, 0.0);
        for l in self.links_into(m) {
            let s = self.links[l].from;
            let supplier = &self.sites[s];
            let link = &mut self.links[l];
            let grown = supplier.capacity / supplier.capacity0;
            let availability = if link.feedback { last[s] } else { supplier.availability };
            let flow = link.flow0 * link.conversion;
            inflow += flow * (grown * availability) * self.policy.links[link.index].expected;
            link.claim = link.flow0 * growth;
            lead += link.share * (link.steps as f64 * self.dt);
        }
        let pool = &mut self.pools[m];
        pool.lead = lead;
        let usage = most(pool.use_seen, 0.02 * pool.usage0);
        let lasting = most(pool.use_lasting, 0.02 * pool.usage0);
        let need = (cover + lead) * usage + horizon * lasting;
        let expected = (pool.stock + pool.under_way + horizon * (inflow * growth)) / need;
        clip(expected, 0.03, 3.0)
    }

    /// Expected shortage phi of a pool.
    fn shortage(&self, m: usize) -> f64 {
        let pool = &self.pools[m];
        let glut = self.market(Parameter::Glut);
        // What is below a rounding moves nothing.
        most(-pool.ln_availability - 1e-9, 0.0)
            - glut * most(pool.ln_availability - pool.ln_availability0 - 1e-9, 0.0)
    }

    /// By-products whose revenue counts for a host that makes something, with their part for a unit of the host's output.
    fn byproducts_of(&self, host: usize) -> Vec<(usize, f64)> {
        if self.is_consumer(host) {
            return Vec::new();
        }
        let yearly = |site: usize| self.network.sites()[site].output.0;
        let follows = |site: &usize| self.sites[*site].hosts.contains(&host);
        let part = |site: usize| {
            let together: f64 = self.sites[site].hosts.iter().map(|&host| yearly(host)).sum();
            (site, yearly(site) / together)
        };
        (0..self.sites.len()).filter(follows).map(part).collect()
    }

    /// 7.7: what scarcity is worth, capped by what the output can pay.
    fn value_scarcity(&mut self) {
        for i in 0..self.sites.len() {
            let pools = self.pools_of(i);
            let mut inputs = 0.0;
            for &m in &pools {
                inputs += self.pools[m].per_unit * self.pools[m].bid;
            }
            let mut margin = self.sites[i].price - self.sites[i].operating_cost - inputs;
            for (byproduct, for_unit) in self.byproducts_of(i) {
                let site = &self.sites[byproduct];
                margin += for_unit * (site.price - site.price0);
            }
            self.sites[i].margin = margin;
            for m in pools {
                let phi = self.shortage(m);
                let (beta_e, beta_z) = (
                    self.of_pool(Parameter::ShortageResponse, m),
                    self.of_pool(Parameter::DepletionResponse, m),
                );
                let cover = self.of_site(Parameter::CoverInput, i);
                let consumer = self.is_consumer(i);
                let pool = &mut self.pools[m];
                let base = pool.per_unit * pool.cost0;
                let own = pool.per_unit * pool.bid;
                pool.ceiling = if consumer { 50.0 } else { ln(most(margin + own, 0.05 * base) / base) };
                let usage = most(pool.use_seen, 0.02 * pool.usage0);
                let filled = (pool.stock + pool.under_way) / ((cover + pool.lead) * usage);
                let zeta = most(-ln(clip(filled, 0.02, 1.0)), 0.0);
                pool.scarcity = least(beta_e * phi + beta_z * zeta, most(pool.ceiling, 0.0));
            }
        }
    }

    /// 7.8: contract shares and delivered cost.
    fn choose_suppliers(&mut self) {
        for m in 0..self.pools.len() {
            let exponent = self.of_pool(Parameter::ArmingtonExponent, m) as u32;
            let inertia = self.relaxation(self.of_pool(Parameter::ShareInertia, m));
            let bid = self.pools[m].bid;
            let links = self.links_into(m);
            let mut attractions = Vec::new();
            let mut offered = 0.0;
            for &l in &links {
                let (link, control) = (&self.links[l], &self.policy.links[self.links[l].index]);
                let supplier = &self.sites[link.from];
                let asked = supplier.price * ((1.0 + link.duty) + control.duty)
                    + link.freight
                    + control.specific_duty;
                let cost = asked * (1.0 / link.conversion);
                let ration = supplier.fill * self.quota_fill(link.index);
                let effective = cost + clip(4.0 * (1.0 - ration), 0.0, 1.0) * most(bid - cost, 0.0);
                let attraction = link.flow0
                    * link.conversion
                    * power(link.cost0 / effective, exponent)
                    * ((supplier.capacity / supplier.capacity0) * ration)
                    * control.permission;
                self.links[l].delivered = cost;
                attractions.push(attraction);
                offered += attraction;
            }
            for (&l, attraction) in links.iter().zip(attractions) {
                let link = &mut self.links[l];
                if offered > 1e-12 * self.pools[m].usage0 {
                    link.share += inertia * (attraction * (1.0 / offered) - link.share);
                }
            }
            self.average_suppliers(m);
        }
    }

    /// Mean cost and premium of the suppliers that may send, or of all where none may.
    fn average_suppliers(&mut self, m: usize) {
        let links = self.links_into(m);
        let permission = |l: usize| self.policy.links[self.links[l].index].permission;
        let sum = |value: &dyn Fn(usize) -> f64| {
            let mut sum = 0.0;
            for &l in &links {
                sum += value(l);
            }
            sum
        };
        let share = |l: usize| self.links[l].share;
        let open = |l: usize| share(l) * permission(l);
        let cost = |l: usize| self.links[l].delivered;
        let premium = |l: usize| self.sites[self.links[l].from].premium;
        let passing = sum(&open);
        let blocked = sum(&share) - passing;
        let (cost, sellers_premium) = if blocked > 0.0 && passing > 1e-9 {
            (sum(&|l| open(l) * cost(l)) / passing, sum(&|l| open(l) * premium(l)) / passing)
        } else {
            (sum(&|l| share(l) * cost(l)), sum(&|l| share(l) * premium(l)))
        };
        let pool = &mut self.pools[m];
        (pool.cost, pool.sellers_premium, pool.blocked) = (cost, sellers_premium, blocked);
    }

    /// Share of what was asked of the quotas on a link that they let pass, smoothed; the least of them.
    fn quota_fill(&self, link: usize) -> f64 {
        let on_link = self.policy.quotas.iter().filter(|quota| quota.links.contains(&link));
        on_link.fold(1.0, |fill, quota| least(fill, quota.fill))
    }

    /// 7.9: orders.
    fn place_orders(&mut self) {
        let front = self.market(Parameter::FrontLoading);
        let hoarding = self.market(Parameter::Hoarding);
        let pace = self.gap(Parameter::StockAdjustment);
        let highest_order = self.market(Parameter::OrderCeiling);
        for m in 0..self.pools.len() {
            let links = self.links_into(m);
            let (mut claims, mut lost) = (0.0, 0.0);
            for &l in &links {
                let (link, control) = (&self.links[l], &self.policy.links[self.links[l].index]);
                let supplier = &self.sites[link.from];
                let claim = link.flow0 * link.conversion * (supplier.capacity / supplier.capacity0);
                claims += claim;
                lost += claim * most(least(control.seen, control.permission) - control.expected, 0.0);
            }
            let phi = most(self.shortage(m), -0.5);
            let base_cover = self.of_site(Parameter::CoverInput, self.pools[m].site);
            let pool = &self.pools[m];
            let cover = most(1.0 + front * (lost / claims) + hoarding * phi, 0.0);
            let target = pool.use_seen * (base_cover * cover + pool.lead);
            let gap = target - pool.stock - pool.under_way;
            let demand = clip(pool.use_seen + gap * pace, 0.0, highest_order * pool.use_seen);

            let blocked = pool.blocked;
            for &l in &links {
                let permission = self.policy.links[self.links[l].index].permission;
                let extra = if permission >= 1.0 { blocked } else { 0.0 };
                let link = &mut self.links[l];
                link.order = demand * link.share * (1.0 / link.conversion) * permission * (1.0 + extra);
            }
        }
    }

    /// 7.10: quotas cut orders; all factors come from the orders before any quota.
    fn pass_quotas(&mut self) {
        let memory = self.relaxation(self.market(Parameter::FillMemory));
        for quota in &mut self.policy.quotas {
            let mut asked = 0.0;
            for link in self.links.iter().filter(|link| quota.links.contains(&link.index)) {
                asked += link.order * self.dt;
            }
            quota.served = if asked > quota.allowed { quota.allowed / asked } else { 1.0 };
            quota.fill += memory * (quota.served - quota.fill);
        }
        for link in 0..self.links.len() {
            self.links[link].order *= self.quota_passing(self.links[link].index);
        }
    }

    fn quota_passing(&self, link: usize) -> f64 {
        let on_link = self.policy.quotas.iter().filter(|quota| quota.links.contains(&link));
        on_link
            .fold(1.0, |passing, quota| least(passing, quota.served + quota.leakage * (1.0 - quota.served)))
    }

    /// What was shipped under each quota, leakage left out.
    fn count_quotas(&mut self) {
        for number in 0..self.policy.quotas.len() {
            let mut passed = 0.0;
            for link in &self.links {
                let quota = &self.policy.quotas[number];
                if quota.links.contains(&link.index) {
                    let passing = most(self.quota_passing(link.index), f64::MIN_POSITIVE);
                    passed += link.shipment * least(quota.served / passing, 1.0);
                }
            }
            self.policy.quotas[number].passed = passed;
        }
    }

    /// 7.11: production and use.
    fn produce(&mut self) {
        let outputs: Vec<f64> = self.sites.iter().map(|site| site.output).collect();
        for i in 0..self.sites.len() {
            if !self.is_byproduct(i) {
                continue;
            }
            let (mut made, mut base) = (0.0, 0.0);
            for &host in &self.sites[i].hosts {
                made += outputs[host];
                base += self.sites[host].output0;
            }
            let pace = self.relaxation(self.of_site(Parameter::ByproductLag, i));
            let site = &mut self.sites[i];
            site.host += pace * (made / base - site.host);
        }
        for i in 0..self.sites.len() {
            self.sites[i].wanted = self.wanted(i);
            let mut made = self.sites[i].wanted;
            for m in self.pools_of(i) {
                let drawable = self.drawable(m);
                let pool = &self.pools[m];
                made = least(made, drawable * pool.stock / (pool.per_unit * self.dt));
            }
            if !self.is_consumer(i) {
                let yard = self.of_site(Parameter::StorageLimit, i) * self.sites[i].output0;
                made = least(made, most(yard - self.sites[i].stock, 0.0) / self.dt);
            }
            self.sites[i].output = made;
            for m in self.pools_of(i) {
                let pool = &mut self.pools[m];
                pool.stock = most(pool.stock - pool.per_unit * self.dt * made, 0.0);
            }
        }
    }

    fn wanted(&self, i: usize) -> f64 {
        let (site, control) = (&self.sites[i], &self.policy.sites[i]);
        if self.is_consumer(i) {
            let pool = &self.pools[self.pools_of(i)[0]];
            let response = self.of_site(Parameter::ElasticityShort, i) * pool.bid_short
                + self.of_site(Parameter::ElasticityLong, i) * pool.bid_long;
            return site.output0 * control.demand * exp(response);
        }
        if self.is_byproduct(i) {
            return site.output0 * (site.capacity / site.capacity0) * site.host * control.capacity;
        }
        let pace = self.gap(Parameter::StockAdjustment);
        let cover = self.of_site(Parameter::CoverOutput, i);
        let desired = most(site.orders_seen + (cover * site.orders_seen - site.stock) * pace, 0.0);
        let loss = least(site.margin, 0.0) / site.price0;
        let floor = self.market(Parameter::RunRateFloor);
        let run_rate = clip(1.0 + self.market(Parameter::RunRateResponse) * loss, floor, 1.0);
        least(desired, site.capacity * control.capacity * run_rate)
    }

    /// Share of a pool's stock that can be drawn in a step: always enough for base use.
    fn drawable(&self, m: usize) -> f64 {
        let pool = &self.pools[m];
        let stock = self.of_site(Parameter::CoverInput, pool.site) * pool.usage0;
        let step_use = pool.usage0 * self.dt;
        let needed = step_use / (stock + step_use) * (1.0 + 1e-12);
        least(most(self.relaxation(self.market(Parameter::RunOut)), needed), 1.0)
    }

    /// 7.12: suppliers serve orders in proportion.
    fn ship(&mut self) {
        let memory = self.relaxation(self.market(Parameter::FillMemory));
        for i in 0..self.sites.len() {
            let links = self.links_out_of(i);
            if links.is_empty() {
                continue;
            }
            let (mut ordered, mut premium, mut claims) = (0.0, 0.0, 0.0);
            for &l in &links {
                let link = &self.links[l];
                ordered += link.order;
                premium += link.order * self.pools[link.pool].scarcity;
                claims += link.claim * self.policy.links[link.index].expected;
            }
            let available = self.sites[i].stock + self.sites[i].output * self.dt;
            let asked = ordered * self.dt;
            let served = if asked > available { available / asked } else { 1.0 };
            for &l in &links {
                let link = &mut self.links[l];
                link.shipment = link.order * (served * self.dt);
                link.cargoes.push_back(link.shipment);
            }
            let site = &mut self.sites[i];
            site.stock = most(available - ordered * (served * self.dt), 0.0);
            site.orders = ordered;
            site.available = available;
            site.premium = premium / most(ordered, 1e-9 * site.output0);
            site.fill += memory * (served - site.fill);
            site.claims = claims * (site.capacity / site.capacity0);
        }
        for m in 0..self.pools.len() {
            for l in self.links_into(m) {
                self.pools[m].under_way += self.links[l].shipment * self.links[l].conversion;
            }
        }
    }

    /// 7.14: suppliers' prices.
    fn adjust_prices(&mut self) {
        for i in 0..self.sites.len() {
            if self.is_consumer(i) {
                continue;
            }
            let cover = self.of_site(Parameter::CoverOutput, i);
            let response = self.market(Parameter::OrderResponse);
            let momentum = self.of_product(Parameter::PriceMomentum, i);
            let site = &mut self.sites[i];
            let usual = site.output0 * (cover + self.dt);
            let orders = (site.orders + 0.05 * site.output0) / (1.05 * site.output0);
            let available = (site.available + 0.05 * usual) / (1.05 * usual);
            site.pull =
                response * ln(orders / available) + site.premium + momentum * (site.ln_price - site.trend);
        }
        self.integrate();
        let trend = self.relaxation(self.market(Parameter::TrendMemory));
        let smoothing = self.relaxation(self.market(Parameter::UseSmoothing));
        for i in 0..self.sites.len() {
            let pace = self.relaxation(self.of_product(Parameter::PriceLag, i))
                * self.market(Parameter::PriceResponse);
            let site = &mut self.sites[i];
            site.ln_price = clip(site.ln_price + pace * (site.pull - site.ln_price), -1.6, 3.9);
            site.trend += trend * (site.ln_price - site.trend);
            site.orders_seen += smoothing * (site.orders - site.orders_seen);
        }
    }

    /// One price among open borders.
    fn integrate(&mut self) {
        let pulls: Vec<f64> = self.sites.iter().map(|site| site.pull).collect();
        let abroad: Vec<f64> = (0..self.sites.len()).map(|i| self.ordered_abroad(i)).collect();
        for i in 0..self.sites.len() {
            let (mut world, mut weighted) = (0.0, 0.0);
            for s in self.network.upstream_first().iter().map(|site| site.position()) {
                if self.sites[s].product == self.sites[i].product {
                    world += abroad[s];
                    weighted += abroad[s] * pulls[s];
                }
            }
            let (mut abroad, mut open) = (0.0, 0.0);
            for l in self.links_out_of(i).into_iter().filter(|&l| self.links[l].abroad) {
                let link = &self.links[l];
                abroad += link.flow0;
                open += link.flow0 * self.policy.links[link.index].permission;
            }
            if abroad > 0.0 && world > 1e-12 * self.sites[i].output0 {
                let weight = self.of_product(Parameter::PriceIntegration, i) * (open / abroad);
                let mean = weighted / world;
                self.sites[i].pull += weight * (mean - pulls[i]);
            }
        }
    }

    /// What is ordered of a site across borders.
    fn ordered_abroad(&self, site: usize) -> f64 {
        let links = self.links_out_of(site).into_iter().map(|l| &self.links[l]);
        links.filter(|link| link.abroad).fold(0.0, |sum, link| sum + link.order)
    }

    /// 7.14: buyers' bids.
    fn adjust_bids(&mut self) {
        for m in 0..self.pools.len() {
            let site = self.pools[m].site;
            let lag = self.of_pool(Parameter::BidLag, m);
            let stickiness = self.of_pool(Parameter::BidStickiness, m);
            let response = self.market(Parameter::PriceResponse);
            let (rise, fall) =
                (self.relaxation(lag) * response, self.relaxation(lag * stickiness) * response);
            let short = self.relaxation(self.market(Parameter::DemandSmoothing));
            let long = self.relaxation(self.of_site(Parameter::ElasticityDelay, site));
            let smoothing = self.relaxation(self.market(Parameter::UseSmoothing));
            let lasting = self.relaxation(self.market(Parameter::Horizon));
            let wanted = self.sites[site].wanted;
            let pool = &mut self.pools[m];
            let delivered = ln(pool.cost / pool.cost0);
            let premium = most(pool.scarcity - pool.sellers_premium, 0.0);
            let goal = least(delivered + premium, most(pool.ceiling, delivered));
            let pace = if goal > pool.ln_bid { rise } else { fall };
            pool.ln_bid = clip(pool.ln_bid + pace * (goal - pool.ln_bid), -1.6, 3.9);
            pool.bid_short += short * (pool.ln_bid - pool.bid_short);
            pool.bid_long += long * (pool.ln_bid - pool.bid_long);
            pool.use_seen += smoothing * (pool.per_unit * wanted - pool.use_seen);
            pool.use_lasting += lasting * (pool.per_unit * wanted - pool.use_lasting);
        }
    }

    /// 7.15: capacity.
    fn invest(&mut self) {
        let memory = self.relaxation(self.market(Parameter::MarginMemory));
        let span = self.market(Parameter::InvestmentSpan);
        let closure = self.market(Parameter::ClosureRate) * self.dt;
        let horizon = self.market(Parameter::Horizon);
        let (fast, slow) = (self.relaxation(horizon), self.relaxation(3.0 * horizon));
        for product in 0..self.demand.len() {
            let ordered = self.ordered(product);
            let (recent, usual) = &mut self.demand[product];
            *recent += fast * (ordered - *recent);
            *usual += slow * (ordered - *usual);
        }
        let built: Vec<f64> = (0..self.sites.len()).map(|i| self.built(i)).collect();
        for (i, &built) in built.iter().enumerate() {
            if self.is_consumer(i) || self.is_byproduct(i) {
                continue;
            }
            let annuity = self.of_site(Parameter::Capex, i) * self.market(Parameter::HurdleRate);
            let rate = self.of_site(Parameter::InvestmentRate, i);
            let most_capacity = self.of_site(Parameter::CapacityCeiling, i);
            let stage = 1.0 - exp(-3.0 * self.dt / self.of_site(Parameter::LeadTime, i));
            let gain = self.gain(i);
            let response = self.of_product(Parameter::ShortageResponse, i);
            let lead_time = self.of_site(Parameter::LeadTime, i);
            let (recent, usual) = self.demand[self.network.sites()[i].product.position()];
            let site = &mut self.sites[i];
            site.margin_seen += memory * (site.margin - site.margin_seen);
            let [first, second, third] = site.building;
            let mut started = 0.0;
            if annuity > 0.0 && rate > 0.0 {
                let fastest = rate * site.capacity0 / 12.0;
                let threshold = most(site.margin0 / annuity, 1.0);
                let growth = most(ln(recent / usual), 0.0) / (2.0 * horizon);
                let beyond = most(ln(1.0 + built) - growth * lead_time, 0.0);
                let eroded = (site.price + gain) * (1.0 - exp(-(response * beyond)));
                let eager = clip(((site.margin + gain - eroded) / annuity - threshold) / span, 0.0, 1.0);
                let left = most_capacity * site.capacity0 - site.capacity - (first + second + third);
                let room = clip(left / (12.0 * fastest), 0.0, 1.0);
                started = fastest * eager * least(site.scarcest_input, 1.0) * room * self.dt;
            }
            site.building = [
                first + started - stage * first,
                second + stage * first - stage * second,
                third + stage * second - stage * third,
            ];
            let losing = clip(-(site.margin_seen + gain) / (0.2 * site.price0), 0.0, 1.0);
            let closed = 1.0 - exp(-(closure * losing));
            site.capacity = site.capacity + stage * third - site.capacity * closed;
        }
    }

    /// What is ordered of a product, smoothed as each maker sees it.
    pub(super) fn ordered(&self, product: usize) -> f64 {
        let sites = self.network.upstream_first().iter().map(|site| site.position());
        let makers = sites.filter(|&i| !self.is_consumer(i) && !self.is_byproduct(i));
        let of_product = makers.filter(|&i| self.network.sites()[i].product.position() == product);
        of_product.fold(0.0, |sum, i| sum + self.sites[i].orders_seen)
    }

    /// What is being built of the product of a site, over what there is.
    fn built(&self, i: usize) -> f64 {
        let (mut building, mut running) = (0.0, 0.0);
        for k in self.network.upstream_first().iter().map(|site| site.position()) {
            let site = &self.sites[k];
            let same = self.network.sites()[k].product == self.network.sites()[i].product;
            if same && !self.is_consumer(k) && !self.is_byproduct(k) {
                building += site.building.iter().sum::<f64>();
                running += site.capacity;
            }
        }
        building / most(running, f64::MIN_POSITIVE)
    }

    /// How much more a site would earn for a unit than its price says, if it sold to all its buyers at what they bid.
    fn gain(&self, i: usize) -> f64 {
        let (mut worth, mut open) = (0.0, 0.0);
        for l in self.links_out_of(i) {
            let (link, control) = (&self.links[l], &self.policy.links[self.links[l].index]);
            let pool = &self.pools[link.pool];
            let markup = 1.0 + link.duty;
            let taxed = markup / (markup + control.duty);
            let usual = (pool.cost0 * link.conversion - link.freight) * (1.0 / markup);
            let gained = link.flow0 * link.conversion * (1.0 / markup) * (pool.bid - pool.cost0)
                - link.flow0 * (1.0 / markup) * control.specific_duty;
            worth += (gained * taxed + link.flow0 * usual * (taxed - 1.0)) * control.expected;
            open += link.flow0 * control.expected;
        }
        let site = &self.sites[i];
        let rounding = 1e-9 * site.output0;
        if open > rounding {
            most(worth / open - (site.price - site.price0) - 1e-9 * site.price0, 0.0)
        } else {
            0.0
        }
    }
}
